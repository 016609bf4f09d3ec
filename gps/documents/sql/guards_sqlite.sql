-- The same guards as on PostgreSQL (rules T2, H2, N6, A4). Statements are separated by a line of dashes.
CREATE TRIGGER gps_history_update BEFORE UPDATE ON documents_historyentry
BEGIN SELECT RAISE(ABORT, 'gps: the history can be neither changed nor deleted'); END;
----
CREATE TRIGGER gps_history_delete BEFORE DELETE ON documents_historyentry
BEGIN SELECT RAISE(ABORT, 'gps: the history can be neither changed nor deleted'); END;
----
CREATE TRIGGER gps_document_delete BEFORE DELETE ON documents_fallbackdocument
BEGIN SELECT RAISE(ABORT, 'gps: a document cannot be deleted'); END;
----
CREATE TRIGGER gps_document_birth BEFORE INSERT ON documents_fallbackdocument WHEN NEW.status <> 'active'
BEGIN SELECT RAISE(ABORT, 'gps: a document is born active'); END;
----
CREATE TRIGGER gps_document_identity BEFORE UPDATE ON documents_fallbackdocument
WHEN NEW.reference <> OLD.reference OR NEW.document_type <> OLD.document_type
  OR NEW.recording_mode <> OLD.recording_mode OR NEW.excise_number_id <> OLD.excise_number_id
  OR NEW.year <> OLD.year OR NEW.sequence <> OLD.sequence
  OR NEW.recorded_at <> OLD.recorded_at OR NEW.replaces <> OLD.replaces
BEGIN SELECT RAISE(ABORT, 'gps: the number, type and birth of a document never change'); END;
----
CREATE TRIGGER gps_document_transition BEFORE UPDATE OF status ON documents_fallbackdocument
WHEN NEW.status <> OLD.status AND OLD.status || '>' || NEW.status NOT IN
  ('active>cancelled', 'active>inactive', 'active>reintegrated', 'inactive>active', 'reintegrated>active')
BEGIN SELECT RAISE(ABORT, 'gps: no such transition'); END;
----
CREATE TRIGGER gps_counter_guard BEFORE UPDATE ON documents_sequencecounter
WHEN NEW.last_sequence < OLD.last_sequence OR NEW.excise_number_id <> OLD.excise_number_id OR NEW.year <> OLD.year
BEGIN SELECT RAISE(ABORT, 'gps: a sequence never goes back'); END;
