import { migration, tenantTable } from '../src/sdk/migration.js';
import { PATH, reading } from './0018-search-reading.js';

/** Text search configurations of PostgreSQL by the language of a locale (BCP 47). The server may lack some, all others are `simple`. */
const LANGUAGES = `ar arabic, hy armenian, eu basque, ca catalan, da danish, nl dutch, en english, et estonian, fi finnish, fr french, de german,
  el greek, hi hindi, hu hungarian, id indonesian, ga irish, it italian, lt lithuanian, ne nepali, no norwegian, nb norwegian, nn norwegian,
  pl polish, pt portuguese, ro romanian, ru russian, sr serbian, es spanish, sv swedish, ta tamil, tr turkish, yi yiddish`;

const byLanguage = LANGUAGES.split(',')
  .map((pair) => pair.trim().split(' '))
  .map(([tag, configuration]) => `('${tag}', '${configuration}')`)
  .join(', ');

const tables = `
  CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA core;
  CREATE EXTENSION IF NOT EXISTS btree_gin SCHEMA core;
  CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA core;
  CREATE EXTENSION IF NOT EXISTS fuzzystrmatch SCHEMA core;
  SET LOCAL search_path = pg_catalog, core, public;

  -- one row for each course and each chapter; fed by triggers, so that no writer can forget it
  CREATE TABLE core.search_entry (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid,
    id uuid NOT NULL,
    course_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('course', 'chapter')),
    -- title (weight A) and headings (B): each word as it is and by its stem
    head tsvector NOT NULL,
    -- all of it: the same, and the stems of the text
    words tsvector NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, course_id) REFERENCES core.course (tenant_id, id) ON DELETE CASCADE
  );
  CREATE INDEX search_entry_of_course ON core.search_entry (tenant_id, course_id);
  -- short pending lists: a search reads all that is pending
  CREATE INDEX search_entry_head ON core.search_entry USING gin (tenant_id, head) WITH (gin_pending_list_limit = 128);
  CREATE INDEX search_entry_words ON core.search_entry USING gin (tenant_id, words) WITH (gin_pending_list_limit = 128);
  ${tenantTable('core.search_entry')}

  -- The words of an institution, to complete and to mend what is typed. Not unique by word alone: two writers would wait for each other.
  CREATE TABLE core.search_word (
    tenant_id uuid NOT NULL DEFAULT nullif(current_setting('app.tenant_id', true), '')::uuid REFERENCES core.tenants (id) ON DELETE CASCADE,
    word text COLLATE "C" NOT NULL,
    n bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (tenant_id, word, n)
  );
  CREATE INDEX search_word_trigrams ON core.search_word USING gin (tenant_id, word gin_trgm_ops) WITH (gin_pending_list_limit = 128);
  ${tenantTable('core.search_word')}`;

const texts = `
  -- Lower case without accents, and spaces for what is neither letter nor digit. ICU where the server has it: the locale C knows ASCII only.
  DO $$ BEGIN
    EXECUTE format($sql$
      CREATE FUNCTION core.search_text(given text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE ${PATH} AS
      -- ASCII has nothing to unify
      $body$ SELECT regexp_replace(CASE WHEN octet_length(given) = length(given) THEN lower(given COLLATE "C") COLLATE "default"
        ELSE unaccent(lower(normalize(given, NFKC)%s)) COLLATE "default" END, '[^a-z0-9\\u0080-\\U0010FFFF]+', ' ', 'g') $body$ $sql$,
      CASE WHEN EXISTS (SELECT FROM pg_collation WHERE collname = 'und-x-icu') THEN ' COLLATE "und-x-icu"' ELSE '' END);
  END $$;

  -- how words are stemmed at this institution
  CREATE FUNCTION core.search_language(tenant uuid) RETURNS regconfig LANGUAGE sql STABLE ${PATH} AS $$
    SELECT coalesce((
      SELECT c.oid FROM core.tenants t
      JOIN (VALUES ${byLanguage}) AS known (tag, configuration) ON known.tag = lower(split_part(t.locale, '-', 1))
      JOIN pg_ts_config c ON c.cfgname = known.configuration AND c.cfgnamespace = 'pg_catalog'::regnamespace
      WHERE t.id = tenant), 'simple'::regconfig)::regconfig
  $$;`;

const writing = `
  -- Markdown without what readers do not see
  CREATE FUNCTION core.search_body(markdown text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE ${PATH} AS $$
    SELECT regexp_replace(regexp_replace(left(markdown, 150000), '<!--([^-]|-[^-])*-->|</?[a-zA-Z][^<>]*>|https?://[^\\s)>]+', ' ', 'g'),
      '\\]\\([^()\\n]*\\)', '] ', 'g')
  $$;

  CREATE FUNCTION core.search_headings(markdown text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE ${PATH} AS $$
    SELECT coalesce(string_agg(line, ' '), '') FROM (
      -- what starts with # in a program is none
      SELECT line, count(*) FILTER (WHERE line ~ '^ {0,3}(\\x60{3}|~~~)') OVER (ORDER BY n) % 2 = 0 AS outside
      FROM string_to_table(left(markdown, 150000), E'\\n') WITH ORDINALITY AS lines (line, n)
    ) l WHERE outside AND line ~ '^ {0,3}#{1,6} '
  $$;

  CREATE FUNCTION core.search_put(tenant uuid, entry uuid, course uuid, entry_kind text, title text, headings text, body text)
  RETURNS void LANGUAGE plpgsql ${PATH} AS $$
  #variable_conflict use_variable
  DECLARE
    language regconfig := core.search_language(tenant);
    a text := core.search_text(title);
    b text := core.search_text(headings);
    d text := core.search_text(body);
    head tsvector;
    words tsvector;
  BEGIN
    FOR attempt IN 1..2 LOOP
      BEGIN
        head := setweight(to_tsvector('simple', a) || to_tsvector(language, a), 'A') || setweight(to_tsvector('simple', b) || to_tsvector(language, b), 'B');
        words := setweight(head, 'D') || to_tsvector(language, d);
        EXIT;
      EXCEPTION WHEN program_limit_exceeded THEN
        -- a tsvector holds 1 MB; nobody writes such a text, but nobody shall fail to store it
        b := '';
        d := left(d, 20000);
      END;
    END LOOP;
    INSERT INTO core.search_entry AS e (tenant_id, id, course_id, kind, head, words) VALUES (tenant, entry, course, entry_kind, head, words)
    ON CONFLICT (tenant_id, id) DO UPDATE SET course_id = EXCLUDED.course_id, head = EXCLUDED.head, words = EXCLUDED.words;
    INSERT INTO core.search_word (tenant_id, word)
    SELECT tenant, w FROM unnest(tsvector_to_array(to_tsvector('simple', a) || to_tsvector('simple', b) || to_tsvector('simple', left(d, 60000)))) w
    WHERE length(w) BETWEEN 2 AND 40 AND w !~ '^[0-9]+$'
      AND NOT EXISTS (SELECT FROM core.search_word known WHERE known.tenant_id = tenant AND known.word = w);
  END $$;

  CREATE FUNCTION core.search_put_course() RETURNS trigger LANGUAGE plpgsql ${PATH} AS $$
  BEGIN
    PERFORM core.search_put(NEW.tenant_id, NEW.id, NEW.id, 'course', NEW.title, coalesce(NEW.subject, ''), core.search_body(NEW.description));
    RETURN NULL;
  END $$;
  CREATE FUNCTION core.search_put_chapter() RETURNS trigger LANGUAGE plpgsql ${PATH} AS $$
  BEGIN
    PERFORM core.search_put(NEW.tenant_id, NEW.id, NEW.course_id, 'chapter', NEW.title, core.search_headings(NEW.content), core.search_body(NEW.content));
    RETURN NULL;
  END $$;
  CREATE FUNCTION core.search_drop_chapter() RETURNS trigger LANGUAGE plpgsql ${PATH} AS $$
  BEGIN
    DELETE FROM core.search_entry WHERE tenant_id = OLD.tenant_id AND id = OLD.id;
    RETURN NULL;
  END $$;
  CREATE TRIGGER search_written AFTER INSERT ON core.course FOR EACH ROW EXECUTE FUNCTION core.search_put_course();
  CREATE TRIGGER search_changed AFTER UPDATE ON core.course FOR EACH ROW
    WHEN ((OLD.title, OLD.subject, OLD.description) IS DISTINCT FROM (NEW.title, NEW.subject, NEW.description)) EXECUTE FUNCTION core.search_put_course();
  CREATE TRIGGER search_written AFTER INSERT ON core.chapter FOR EACH ROW EXECUTE FUNCTION core.search_put_chapter();
  CREATE TRIGGER search_changed AFTER UPDATE ON core.chapter FOR EACH ROW
    WHEN ((OLD.title, OLD.content, OLD.course_id) IS DISTINCT FROM (NEW.title, NEW.content, NEW.course_id)) EXECUTE FUNCTION core.search_put_chapter();
  CREATE TRIGGER search_deleted AFTER DELETE ON core.chapter FOR EACH ROW EXECUTE FUNCTION core.search_drop_chapter();

  -- The job that follows a change of the institution's language calls it with some ids at a time. Locked, so that no text
  -- that is being changed meanwhile is indexed as it was.
  CREATE FUNCTION core.search_put_again(entries uuid[]) RETURNS void LANGUAGE sql ${PATH} AS $$
    WITH written AS MATERIALIZED (SELECT * FROM core.course c WHERE c.id = ANY (entries) FOR NO KEY UPDATE)
    SELECT core.search_put(w.tenant_id, w.id, w.id, 'course', w.title, coalesce(w.subject, ''), core.search_body(w.description)) FROM written w;
    WITH written AS MATERIALIZED (SELECT * FROM core.chapter h WHERE h.id = ANY (entries) FOR NO KEY UPDATE)
    SELECT core.search_put(w.tenant_id, w.id, w.course_id, 'chapter', w.title, core.search_headings(w.content), core.search_body(w.content))
    FROM written w;
  $$;`;

/** What is there already. The owner is under the policies too, which know no tenant here: they wait until it is done. */
const backfill = `
  ALTER TABLE core.course NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.chapter NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.search_entry NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.search_word NO FORCE ROW LEVEL SECURITY;
  SELECT core.search_put_again(ARRAY[id]) FROM core.course;
  SELECT core.search_put_again(ARRAY[id]) FROM core.chapter;
  ALTER TABLE core.course FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.chapter FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.search_entry FORCE ROW LEVEL SECURITY;
  ALTER TABLE core.search_word FORCE ROW LEVEL SECURITY;`;

/** Made by the owner, run as `lectern_search`: sees these columns of every tenant, changes nothing, and nobody logs in as it. */
const rights = `
  GRANT USAGE ON SCHEMA core TO lectern_search;
  GRANT SELECT (tenant_id, id, course_id, kind, head, words) ON core.search_entry TO lectern_search;
  GRANT SELECT (tenant_id, word) ON core.search_word TO lectern_search;
  GRANT SELECT (tenant_id, id, status) ON core.course TO lectern_search;
  GRANT SELECT (id, locale) ON core.tenants TO lectern_search;
  CREATE POLICY search ON core.search_entry FOR SELECT TO lectern_search USING (true);
  CREATE POLICY search ON core.search_word FOR SELECT TO lectern_search USING (true);
  CREATE POLICY search ON core.course FOR SELECT TO lectern_search USING (true);

  REVOKE ALL ON FUNCTION core.search_leads_somewhere, core.search_completions, core.search_near_words, core.search_hits, core.search_catalogue FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION core.search_leads_somewhere, core.search_completions, core.search_near_words, core.search_hits TO lectern_search;
  GRANT EXECUTE ON FUNCTION core.search_catalogue TO lectern_app;
  GRANT CREATE ON SCHEMA core TO lectern_search;
  ALTER FUNCTION core.search_catalogue OWNER TO lectern_search;
  REVOKE CREATE ON SCHEMA core FROM lectern_search;`;

/**
 * Search over courses and chapters: what is indexed, and the one function that reads it. `@@` and `%` are no index
 * conditions under row-level security, so the function runs as an exempt role and its rows are joined again under it.
 */
export default migration('0018-search', tables + texts + writing + backfill + reading + rights);
