/** Extensions are in our schema, or where an administrator made them before. */
export const PATH = 'SET search_path = pg_catalog, core, public, pg_temp';

/** The functions that find: a part of migration 0018. */
export const reading = `
  CREATE FUNCTION core.search_leads_somewhere(tenant uuid, wanted tsquery, drafts boolean) RETURNS boolean LANGUAGE plpgsql STABLE ${PATH} AS $$
  BEGIN
    RETURN EXISTS (SELECT FROM core.search_entry e
      JOIN core.course c ON c.tenant_id = e.tenant_id AND c.id = e.course_id AND (drafts OR c.status = 'published')
      WHERE e.tenant_id = tenant AND e.words @@ wanted);
  END $$;

  -- a word as it is and by its stem
  CREATE FUNCTION core.search_forms(language regconfig, word text) RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE ${PATH} AS $$
    SELECT tsvector_to_array(to_tsvector('simple', word) || to_tsvector(language, word))
  $$;

  -- forms are letters and digits, so nothing in them is an operator
  CREATE FUNCTION core.search_any(forms text[]) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE ${PATH} AS $$
    SELECT coalesce(string_agg(quote_literal(form), ' | '), '')::tsquery FROM unnest(forms) form
  $$;

  -- How many letters are wrong: 3 stands for more than two. Two that changed places are one mistake.
  CREATE FUNCTION core.search_distance(a text, b text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE ${PATH} AS $$
    SELECT CASE WHEN d = 2 AND length(a) = length(b)
        AND (SELECT array_agg(x ORDER BY x) FROM regexp_split_to_table(a, '') x) = (SELECT array_agg(x ORDER BY x) FROM regexp_split_to_table(b, '') x)
      THEN 1 ELSE d END
    FROM levenshtein_less_equal(a, b, 2) d
  $$;

  CREATE FUNCTION core.search_completions(tenant uuid, given text) RETURNS text[] LANGUAGE plpgsql STABLE ${PATH} AS $$
  BEGIN
    RETURN ARRAY(SELECT w.word FROM core.search_word w WHERE w.tenant_id = tenant AND w.word ^@ given AND w.word <> given
      GROUP BY w.word ORDER BY length(w.word), w.word LIMIT 32);
  END $$;

  -- The nearest words that lead somewhere, endings left aside. Longer words may be more wrong; a part of a compound is near.
  CREATE FUNCTION core.search_near_words(tenant uuid, language regconfig, given text, drafts boolean) RETURNS text[] LANGUAGE plpgsql STABLE ${PATH} AS $$
  DECLARE
    size integer := length(given);
    stemmer regdictionary := CASE language WHEN 'simple'::regconfig THEN 'simple' ELSE language || '_stem' END;
    stem text := coalesce((ts_lexize(stemmer, given))[1], given);
  BEGIN
    IF size NOT BETWEEN 3 AND 40 THEN RETURN '{}'; END IF;
    RETURN ARRAY(
      WITH candidate AS (
        SELECT w.word FROM core.search_word w WHERE w.tenant_id = tenant AND w.word % given
        UNION
        SELECT w.word FROM core.search_word w WHERE w.tenant_id = tenant AND w.word ^@ left(given, 1) AND length(w.word) BETWEEN size - 2 AND size + 2
        UNION
        SELECT w.word FROM core.search_word w WHERE size >= 5 AND w.tenant_id = tenant AND w.word LIKE '%' || given || '%'
      ), measured AS (
        SELECT c.word, CASE WHEN size >= 5 AND strpos(c.word, given) > 0 THEN 1 ELSE least(core.search_distance(c.word, given),
            core.search_distance(coalesce((ts_lexize(stemmer, c.word))[1], c.word), stem)) END AS distance FROM candidate c
      ), nearest AS (
        SELECT m.word, m.distance FROM measured m WHERE m.distance <= CASE WHEN size < 6 THEN 1 ELSE 2 END
        ORDER BY m.distance, similarity(m.word, given) DESC, m.word LIMIT 10
      ), found AS (
        SELECT n.word, n.distance, min(n.distance) OVER () AS best FROM nearest n
        WHERE core.search_leads_somewhere(tenant, core.search_any(core.search_forms(language, n.word)), drafts)
      )
      SELECT l.word FROM found l WHERE l.distance = l.best);
  END $$;

  CREATE FUNCTION core.search_hits(tenant uuid, wanted tsquery, ranked tsquery, kinds text[], drafts boolean, most integer)
  RETURNS TABLE (id uuid, kind text, course_id uuid, score real, total integer) LANGUAGE plpgsql STABLE ROWS 10 ${PATH} AS $$
  #variable_conflict use_column
  BEGIN
    RETURN QUERY
      WITH hit AS (
        SELECT DISTINCT ON (found.id) found.id, found.kind, found.course_id, found.head, found.words FROM (
          -- of a very common word the titles and headings first
          (SELECT e.id, e.kind, e.course_id, e.head, e.words FROM core.search_entry e
            JOIN core.course c ON c.tenant_id = e.tenant_id AND c.id = e.course_id AND (drafts OR c.status = 'published')
            WHERE e.tenant_id = tenant AND e.head @@ ranked AND e.words @@ wanted AND e.kind = ANY (kinds) LIMIT 1000)
          UNION ALL
          (SELECT e.id, e.kind, e.course_id, e.head, e.words FROM core.search_entry e
            JOIN core.course c ON c.tenant_id = e.tenant_id AND c.id = e.course_id AND (drafts OR c.status = 'published')
            WHERE e.tenant_id = tenant AND e.words @@ wanted AND e.kind = ANY (kinds) LIMIT 1000)
        ) found
      ), best AS (
        SELECT h.id, h.kind, h.course_id, h.words, ts_rank('{0, 0, 0.4, 1}', h.head, ranked) AS score, (count(*) OVER ())::int AS total
        FROM hit h ORDER BY score DESC, h.id LIMIT greatest(most, 100)
      )
      -- how often the text says it decides only between equals: reading whole texts is what costs here
      SELECT b.id, b.kind, b.course_id, (b.score + 0.1 * ts_rank(b.words, ranked))::real AS score, least(b.total, 1000)
      FROM best b ORDER BY score DESC, b.id LIMIT most;
  END $$;

  -- Over the rows of all tenants as a role that no policy hides them from: the tenant comes from the setting, never from an argument.
  CREATE FUNCTION core.search_catalogue(asked text, kinds text[], drafts boolean, most integer)
  RETURNS TABLE (id uuid, kind text, course_id uuid, score real, total integer, marks text[])
  LANGUAGE plpgsql STABLE ROWS 10 SECURITY DEFINER ${PATH} SET plan_cache_mode = force_custom_plan SET client_min_messages = warning
  -- what is common elsewhere may be missing here: rows of other tenants are never worth reading
  SET enable_seqscan = off SET pg_trgm.similarity_threshold = 0.3 AS $$
  #variable_conflict use_column
  DECLARE
    tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    language regconfig;
    spelled text;
    given text[];
    word text;
    near text;
    forms text[];
    each_word tsquery := '';
    any_word tsquery := '';
    shown text[] := '{}';
  BEGIN
    IF tenant IS NULL THEN RAISE EXCEPTION 'no tenant' USING ERRCODE = '42501'; END IF;
    language := core.search_language(tenant);
    spelled := core.search_text(asked);
    given := array_remove((regexp_split_to_array(spelled, ' +'))[1:17], '');
    -- stop words count only where there is nothing else
    IF EXISTS (SELECT FROM unnest(given) w WHERE numnode(plainto_tsquery(language, w)) > 0) THEN
      given := ARRAY(SELECT w FROM unnest(given) WITH ORDINALITY AS g (w, n) WHERE numnode(plainto_tsquery(language, w)) > 0 ORDER BY n);
    END IF;

    FOR strictness IN REVERSE 2..1 LOOP
      each_word := '';
      any_word := '';
      shown := '{}';
      FOREACH word IN ARRAY given LOOP
        forms := core.search_forms(language, word);
        -- the last one may still be being typed
        IF word = given[cardinality(given)] AND length(word) > 1 AND right(spelled, 1) <> ' ' THEN
          forms := forms || core.search_completions(tenant, word);
        END IF;
        IF strictness = 1 AND NOT core.search_leads_somewhere(tenant, core.search_any(forms), drafts) THEN
          FOREACH near IN ARRAY core.search_near_words(tenant, language, word, drafts) LOOP
            forms := forms || core.search_forms(language, near);
          END LOOP;
        END IF;
        each_word := each_word && core.search_any(forms);
        any_word := any_word || core.search_any(forms);
        shown := shown || forms;
      END LOOP;
      EXIT WHEN numnode(any_word) = 0;
      RETURN QUERY SELECT h.id, h.kind, h.course_id, (h.score * strictness / 2)::real, h.total, shown
        FROM core.search_hits(tenant, each_word, any_word, kinds, drafts, most) h;
      IF FOUND THEN RETURN; END IF;
    END LOOP;
    IF cardinality(given) > 1 AND numnode(any_word) > 0 THEN
      RETURN QUERY SELECT h.id, h.kind, h.course_id, (h.score / 4)::real, h.total, shown
        FROM core.search_hits(tenant, any_word, any_word, kinds, drafts, most) h;
    END IF;
  END $$;`;
