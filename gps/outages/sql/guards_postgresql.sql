-- The past of an outage, a stretch of time in which a right was open, the request and the answer that opened it can be
-- neither rewritten nor deleted (rules F2, H2). The one sanctioned deletion sets gps.purge in its own transaction.
CREATE OR REPLACE FUNCTION gps_refuse_past_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('gps.purge', true) = 'on' AND TG_OP <> 'UPDATE' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'gps: the past of an outage or a request can be neither changed nor deleted';
END $$;

CREATE OR REPLACE FUNCTION gps_guard_span() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.until_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.outage_id <> OLD.outage_id THEN
    RAISE EXCEPTION 'gps: a stretch of time that is over never changes';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION gps_guard_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(NEW) - ARRAY['relied_at', 'withdrawn_at'] <> to_jsonb(OLD) - ARRAY['relied_at', 'withdrawn_at']
     OR (OLD.relied_at IS NOT NULL AND (NEW.relied_at IS NULL OR NEW.relied_at < OLD.relied_at))
     OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at) THEN
    RAISE EXCEPTION 'gps: what was asked, and when, never changes';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION gps_guard_outage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.identifier, NEW.failure, NEW.service, NEW.provider_id, NEW.excise_number_id, NEW.published_at)
     IS DISTINCT FROM
     (OLD.id, OLD.identifier, OLD.failure, OLD.service, OLD.provider_id, OLD.excise_number_id, OLD.published_at) THEN
    RAISE EXCEPTION 'gps: the identifier, the target and the birth of an outage never change';
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION gps_guard_identifier() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'gps: identifiers never go back'; END IF;
  IF NEW.last < OLD.last OR NEW.prefix <> OLD.prefix OR NEW.year <> OLD.year THEN
    RAISE EXCEPTION 'gps: identifiers never go back';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER gps_change_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON outages_change
  FOR EACH STATEMENT EXECUTE FUNCTION gps_refuse_past_change();
CREATE TRIGGER gps_answer_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON outages_answer
  FOR EACH STATEMENT EXECUTE FUNCTION gps_refuse_past_change();
CREATE TRIGGER gps_span_deletion_guard BEFORE DELETE OR TRUNCATE ON outages_span
  FOR EACH STATEMENT EXECUTE FUNCTION gps_refuse_past_change();
CREATE TRIGGER gps_request_deletion_guard BEFORE DELETE OR TRUNCATE ON outages_authorisationrequest
  FOR EACH STATEMENT EXECUTE FUNCTION gps_refuse_past_change();
CREATE TRIGGER gps_outage_deletion_guard BEFORE DELETE OR TRUNCATE ON outages_outage
  FOR EACH STATEMENT EXECUTE FUNCTION gps_refuse_past_change();
CREATE TRIGGER gps_outage_guard BEFORE UPDATE ON outages_outage FOR EACH ROW EXECUTE FUNCTION gps_guard_outage();
CREATE TRIGGER gps_identifier_guard BEFORE UPDATE OR DELETE ON outages_identifier
  FOR EACH ROW EXECUTE FUNCTION gps_guard_identifier();
CREATE TRIGGER gps_span_guard BEFORE UPDATE ON outages_span FOR EACH ROW EXECUTE FUNCTION gps_guard_span();
CREATE TRIGGER gps_request_guard BEFORE UPDATE ON outages_authorisationrequest
  FOR EACH ROW EXECUTE FUNCTION gps_guard_request();
