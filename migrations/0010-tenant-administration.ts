import { migration } from '../src/sdk/migration.js';

const SYSTEM = '019a0000-0000-7000-8000-000000000000';

/**
 * The tenant of the operators, and what they may do to others. The application role writes `core.tenants` only through
 * these functions, and they work only in a transaction of that tenant.
 */
export default migration(
  '0010-tenant-administration',
  `
  INSERT INTO core.tenants (id, slug, name) VALUES ('${SYSTEM}', 'system', 'Operators');

  CREATE FUNCTION core.assert_operating() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF current_setting('app.tenant_id', true) IS DISTINCT FROM '${SYSTEM}' THEN
      RAISE EXCEPTION 'only the tenant system administers tenants' USING ERRCODE = '42501';
    END IF;
  END $$;

  -- one default tenant at most: naming another takes it from the one before
  CREATE FUNCTION core.drop_default_tenant() RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
    UPDATE core.tenants SET is_default = false, revision = revision + 1, changed_at = clock_timestamp(), updated_at = now() WHERE is_default
  $$;

  CREATE FUNCTION core.create_tenant(tenant jsonb) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    PERFORM core.assert_operating();
    IF (tenant ->> 'is_default')::boolean THEN PERFORM core.drop_default_tenant(); END IF;
    INSERT INTO core.tenants (id, slug, name, plan, region, timezone, locale, policies, is_default)
    VALUES ((tenant ->> 'id')::uuid, tenant ->> 'slug', tenant ->> 'name', tenant ->> 'plan', tenant ->> 'region', tenant ->> 'timezone',
      tenant ->> 'locale', coalesce(tenant -> 'policies', '{}'), coalesce((tenant ->> 'is_default')::boolean, false));
  END $$;

  CREATE FUNCTION core.administer_tenant(target uuid, changes jsonb) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    PERFORM core.assert_operating();
    IF (changes ->> 'is_default')::boolean THEN PERFORM core.drop_default_tenant(); END IF;
    UPDATE core.tenants SET
      slug = coalesce(changes ->> 'slug', slug),
      name = coalesce(changes ->> 'name', name),
      plan = coalesce(changes ->> 'plan', plan),
      region = CASE WHEN changes ? 'region' THEN changes ->> 'region' ELSE region END,
      timezone = coalesce(changes ->> 'timezone', timezone),
      locale = coalesce(changes ->> 'locale', locale),
      active = coalesce((changes ->> 'is_active')::boolean, active),
      is_default = coalesce((changes ->> 'is_default')::boolean, is_default),
      revision = revision + 1, changed_at = clock_timestamp(), updated_at = now()
    WHERE id = target;
  END $$;

  CREATE FUNCTION core.set_tenant_domains(target uuid, domains text[]) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    PERFORM core.assert_operating();
    DELETE FROM core.tenant_domains d WHERE d.tenant_id = target AND d.domain <> ALL (domains);
    INSERT INTO core.tenant_domains (tenant_id, domain)
      SELECT target, wanted FROM unnest(domains) wanted
      WHERE NOT EXISTS (SELECT FROM core.tenant_domains d WHERE d.tenant_id = target AND d.domain = wanted);
    UPDATE core.tenants SET revision = revision + 1, changed_at = clock_timestamp(), updated_at = now() WHERE id = target;
  END $$;

  REVOKE ALL ON FUNCTION core.assert_operating, core.drop_default_tenant, core.create_tenant, core.administer_tenant, core.set_tenant_domains FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION core.create_tenant, core.administer_tenant, core.set_tenant_domains TO lectern_app;
  `,
);
