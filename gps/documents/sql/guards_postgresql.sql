-- The database refuses what the code forbids (rules T2, H2, N6, A4). The one sanctioned deletion opens the door with
-- SET LOCAL gps.purge = 'on' in its own transaction.
CREATE OR REPLACE FUNCTION gps_refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('gps.purge', true) = 'on' AND TG_OP <> 'UPDATE' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'gps: the history can be neither changed nor deleted';
END $$;

CREATE OR REPLACE FUNCTION gps_refuse_document_deletion() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('gps.purge', true) = 'on' THEN RETURN NULL; END IF;
  RAISE EXCEPTION 'gps: a document cannot be deleted';
END $$;

CREATE OR REPLACE FUNCTION gps_guard_document() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.status <> 'active' THEN RAISE EXCEPTION 'gps: a document is born active'; END IF;
    RETURN NEW;
  END IF;
  IF (NEW.reference, NEW.document_type, NEW.recording_mode, NEW.excise_number_id, NEW.year, NEW.sequence,
      NEW.recorded_at, NEW.replaces)
     IS DISTINCT FROM
     (OLD.reference, OLD.document_type, OLD.recording_mode, OLD.excise_number_id, OLD.year, OLD.sequence,
      OLD.recorded_at, OLD.replaces) THEN
    RAISE EXCEPTION 'gps: the number, type and birth of a document never change';
  END IF;
  IF (NEW.ground_kind, NEW.ground_reference) IS DISTINCT FROM (OLD.ground_kind, OLD.ground_reference)
     AND (OLD.ground_kind, NEW.ground_kind) IS DISTINCT FROM ('to_justify', 'justified') THEN
    RAISE EXCEPTION 'gps: the ground of a document never changes, but for one that is justified';
  END IF;
  IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
      ('active', 'cancelled'), ('active', 'inactive'), ('active', 'reintegrated'),
      ('inactive', 'active'), ('reintegrated', 'active')) THEN
    RAISE EXCEPTION 'gps: no transition from % to %', OLD.status, NEW.status;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER gps_history_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON documents_historyentry
  FOR EACH STATEMENT EXECUTE FUNCTION gps_refuse_history_change();
CREATE TRIGGER gps_document_deletion_guard BEFORE DELETE OR TRUNCATE ON documents_fallbackdocument
  FOR EACH STATEMENT EXECUTE FUNCTION gps_refuse_document_deletion();
CREATE TRIGGER gps_document_guard BEFORE INSERT OR UPDATE ON documents_fallbackdocument
  FOR EACH ROW EXECUTE FUNCTION gps_guard_document();
CREATE OR REPLACE FUNCTION gps_guard_counter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION 'gps: a sequence never goes back'; END IF;
  IF NEW.last_sequence < OLD.last_sequence OR NEW.excise_number_id <> OLD.excise_number_id OR NEW.year <> OLD.year THEN
    RAISE EXCEPTION 'gps: a sequence never goes back';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER gps_counter_guard BEFORE UPDATE OR DELETE ON documents_sequencecounter
  FOR EACH ROW EXECUTE FUNCTION gps_guard_counter();
