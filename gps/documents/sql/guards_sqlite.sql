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
CREATE TRIGGER gps_document_ground BEFORE UPDATE OF ground_kind, ground_reference ON documents_fallbackdocument
WHEN (NEW.ground_kind <> OLD.ground_kind OR NEW.ground_reference <> OLD.ground_reference)
  AND NOT (OLD.ground_kind = 'to_justify' AND NEW.ground_kind = 'justified')
BEGIN SELECT RAISE(ABORT, 'gps: the ground of a document never changes, but for one that is justified'); END;
----
CREATE TRIGGER gps_document_transition BEFORE UPDATE OF status ON documents_fallbackdocument
WHEN NEW.status <> OLD.status AND OLD.status || '>' || NEW.status NOT IN
  ('active>cancelled', 'active>inactive', 'active>reintegrated', 'inactive>active', 'reintegrated>active')
BEGIN SELECT RAISE(ABORT, 'gps: no such transition'); END;
----
CREATE TRIGGER gps_counter_guard BEFORE UPDATE ON documents_sequencecounter
WHEN NEW.last_sequence < OLD.last_sequence OR NEW.excise_number_id <> OLD.excise_number_id OR NEW.year <> OLD.year
BEGIN SELECT RAISE(ABORT, 'gps: a sequence never goes back'); END;
----
-- INSERT OR REPLACE fires neither the update nor the delete triggers above (unless recursive_triggers is on, as the
-- settings have it, which another connection need not have).
CREATE TRIGGER gps_history_replace BEFORE INSERT ON documents_historyentry
WHEN EXISTS (SELECT 1 FROM documents_historyentry WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM documents_historyentry WHERE document_id = NEW.document_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'gps: the history can be neither changed nor deleted (unique line)'); END;
----
CREATE TRIGGER gps_document_replace BEFORE INSERT ON documents_fallbackdocument
WHEN EXISTS (SELECT 1 FROM documents_fallbackdocument WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM documents_fallbackdocument WHERE reference = NEW.reference)
  OR (NEW.recording_mode = 'normal' AND EXISTS (
    SELECT 1 FROM documents_fallbackdocument
    WHERE excise_number_id = NEW.excise_number_id AND year = NEW.year AND sequence = NEW.sequence
      AND recording_mode = 'normal'))
BEGIN SELECT RAISE(ABORT, 'gps: a document is never replaced (unique number)'); END;
----
CREATE TRIGGER gps_document_arc BEFORE UPDATE OF arc ON documents_fallbackdocument
WHEN NEW.arc <> '' AND EXISTS (SELECT 1 FROM documents_fallbackdocument WHERE arc = NEW.arc AND id <> NEW.id)
BEGIN SELECT RAISE(ABORT, 'gps: an ARC serves one document (unique ARC)'); END;
----
CREATE TRIGGER gps_counter_delete BEFORE DELETE ON documents_sequencecounter
BEGIN SELECT RAISE(ABORT, 'gps: a sequence never goes back'); END;
