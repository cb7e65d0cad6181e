import { migration } from '../src/sdk/migration.js';
import { PATH } from './0018-search-reading.js';

/**
 * Search word by word, for whoever weighs the words of a question one by one: what each finds, in how many chapters, and the chapters
 * that have most of the weight. It ranks no texts, so that it stays quick where words are common. Published courses only.
 * Like `core.search_catalogue` it reads the rows of all tenants as a role that no policy hides them from, and takes the
 * tenant from the setting, never from an argument.
 */
const functions = `
  -- Words with one letter wrong, missing or too many, or with two that changed places; and compounds of a longer word.
  CREATE FUNCTION core.search_slips(tenant uuid, given text) RETURNS text[] LANGUAGE plpgsql STABLE ${PATH} AS $$
  BEGIN
    IF length(given) NOT BETWEEN 4 AND 40 THEN RETURN '{}'; END IF;
    RETURN ARRAY(
      WITH candidate AS (
        SELECT w.word FROM core.search_word w WHERE w.tenant_id = tenant AND w.word % given
        UNION
        SELECT w.word FROM core.search_word w WHERE w.tenant_id = tenant AND w.word ^@ left(given, 1) AND length(w.word) BETWEEN length(given) - 1 AND length(given) + 1
        UNION
        (SELECT w.word FROM core.search_word w WHERE length(given) >= 5 AND w.tenant_id = tenant AND w.word LIKE '%' || given || '%' LIMIT 50)
      )
      SELECT c.word FROM candidate c
      WHERE CASE WHEN length(given) >= 5 AND strpos(c.word, given) > 0 THEN true ELSE core.search_distance(c.word, given) <= 1 END
      ORDER BY abs(length(c.word) - length(given)), c.word LIMIT 8);
  END $$;

  CREATE FUNCTION core.search_chapters_with(tenant uuid, wanted tsquery, most integer) RETURNS uuid[] LANGUAGE plpgsql STABLE ${PATH} AS $$
  BEGIN
    IF numnode(wanted) = 0 THEN RETURN '{}'; END IF;
    RETURN ARRAY(SELECT e.id FROM core.search_entry e
      JOIN core.course c ON c.tenant_id = e.tenant_id AND c.id = e.course_id AND c.status = 'published'
      WHERE e.tenant_id = tenant AND e.words @@ wanted AND e.kind = 'chapter' LIMIT most);
  END $$;

  CREATE FUNCTION core.search_chapters_headed(tenant uuid, wanted tsquery, most integer) RETURNS uuid[] LANGUAGE plpgsql STABLE ${PATH} AS $$
  BEGIN
    IF numnode(wanted) = 0 THEN RETURN '{}'; END IF;
    RETURN ARRAY(SELECT e.id FROM core.search_entry e
      JOIN core.course c ON c.tenant_id = e.tenant_id AND c.id = e.course_id AND c.status = 'published'
      WHERE e.tenant_id = tenant AND e.head @@ wanted AND e.kind = 'chapter' LIMIT most);
  END $$;

  -- chapters: counted up to 4,000. ids: those that have the word, of the most chapters with most of the weight; a title or heading counts once more.
  CREATE FUNCTION core.search_terms(asked text[], worth real[], most integer)
  RETURNS TABLE (place integer, marks text[], chapters integer, total integer, ids uuid[])
  LANGUAGE plpgsql STABLE ROWS 12 SECURITY DEFINER ${PATH} SET plan_cache_mode = force_custom_plan SET client_min_messages = warning
  SET enable_seqscan = off AS $$
  #variable_conflict use_column
  DECLARE
    tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    language regconfig;
    number integer;
    word text;
    forms text[];
    found uuid[];
    telling integer[] := '{}';
    all_forms jsonb := '{}';
    counts jsonb := '{}';
    all_ids uuid[] := '{}';
    all_places integer[] := '{}';
    all_weights real[] := '{}';
    headed uuid[];
    weight real;
    published integer;
    best uuid[];
  BEGIN
    IF tenant IS NULL THEN RAISE EXCEPTION 'no tenant' USING ERRCODE = '42501'; END IF;
    language := core.search_language(tenant);
    SELECT coalesce(sum(c.chapter_count), 0)::int INTO published FROM core.course c WHERE c.tenant_id = tenant AND c.status = 'published';
    -- stop words count only where there is nothing else
    telling := ARRAY(SELECT n FROM unnest(asked[1:16]) WITH ORDINALITY AS g (w, n)
      WHERE numnode(plainto_tsquery(language, core.search_text(w))) > 0 ORDER BY n);
    IF cardinality(telling) = 0 THEN telling := ARRAY(SELECT generate_series(1, least(cardinality(asked), 16))); END IF;

    FOREACH number IN ARRAY telling LOOP
      word := btrim(core.search_text(asked[number]));
      forms := core.search_forms(language, word);
      found := core.search_chapters_with(tenant, core.search_any(forms), 4000);
      IF cardinality(found) = 0 THEN
        forms := ARRAY(SELECT DISTINCT form FROM unnest(core.search_slips(tenant, word)) near, unnest(core.search_forms(language, near)) form ORDER BY form);
        found := core.search_chapters_with(tenant, core.search_any(forms), 4000);
      END IF;
      headed := CASE WHEN cardinality(found) = 0 THEN '{}' ELSE core.search_chapters_headed(tenant, core.search_any(forms), 500) END;
      weight := coalesce(worth[number], 1) * ln(1 + greatest(published, 1) / greatest(cardinality(found), 1)::real);
      all_forms := all_forms || jsonb_build_object(number, CASE WHEN cardinality(found) = 0 THEN '{}' ELSE forms END);
      counts := counts || jsonb_build_object(number, cardinality(found));
      all_ids := all_ids || found || headed;
      all_places := all_places || array_fill(number, ARRAY[cardinality(found) + cardinality(headed)]);
      all_weights := all_weights || array_fill(weight, ARRAY[cardinality(found) + cardinality(headed)]);
    END LOOP;

    best := ARRAY(SELECT h.id FROM unnest(all_ids, all_weights) AS h (id, weight) GROUP BY h.id ORDER BY sum(h.weight) DESC, h.id LIMIT least(most, 100));
    RETURN QUERY SELECT t.n, ARRAY(SELECT jsonb_array_elements_text(all_forms -> t.n::text)), (counts ->> t.n::text)::int, published,
        ARRAY(SELECT DISTINCT h.id FROM unnest(all_ids, all_places) AS h (id, place) WHERE h.place = t.n AND h.id = ANY (best) ORDER BY h.id)
      FROM unnest(telling) AS t (n) ORDER BY t.n;
  END $$;`;

const rights = `
  GRANT SELECT (chapter_count) ON core.course TO lectern_search;
  REVOKE ALL ON FUNCTION core.search_slips, core.search_chapters_with, core.search_chapters_headed, core.search_terms FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION core.search_slips, core.search_chapters_with, core.search_chapters_headed TO lectern_search;
  GRANT EXECUTE ON FUNCTION core.search_terms TO lectern_app;
  GRANT CREATE ON SCHEMA core TO lectern_search;
  ALTER FUNCTION core.search_terms OWNER TO lectern_search;
  REVOKE CREATE ON SCHEMA core FROM lectern_search;`;

export default migration('0027-search-terms', functions + rights);
