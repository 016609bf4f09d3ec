-- The same guards as on PostgreSQL (rules F2, H2). Statements are separated by a line of dashes.
CREATE TRIGGER gps_change_update BEFORE UPDATE ON outages_change
BEGIN SELECT RAISE(ABORT, 'gps: the past of an outage or a request can be neither changed nor deleted'); END;
----
CREATE TRIGGER gps_change_delete BEFORE DELETE ON outages_change
BEGIN SELECT RAISE(ABORT, 'gps: the past of an outage or a request can be neither changed nor deleted'); END;
----
CREATE TRIGGER gps_answer_update BEFORE UPDATE ON outages_answer
BEGIN SELECT RAISE(ABORT, 'gps: the past of an outage or a request can be neither changed nor deleted'); END;
----
CREATE TRIGGER gps_answer_delete BEFORE DELETE ON outages_answer
BEGIN SELECT RAISE(ABORT, 'gps: the past of an outage or a request can be neither changed nor deleted'); END;
----
CREATE TRIGGER gps_span_delete BEFORE DELETE ON outages_span
BEGIN SELECT RAISE(ABORT, 'gps: the past of an outage or a request can be neither changed nor deleted'); END;
----
CREATE TRIGGER gps_authorisationrequest_delete BEFORE DELETE ON outages_authorisationrequest
BEGIN SELECT RAISE(ABORT, 'gps: the past of an outage or a request can be neither changed nor deleted'); END;
----
CREATE TRIGGER gps_outage_delete BEFORE DELETE ON outages_outage
BEGIN SELECT RAISE(ABORT, 'gps: the past of an outage or a request can be neither changed nor deleted'); END;
----
CREATE TRIGGER gps_identifier_delete BEFORE DELETE ON outages_identifier
BEGIN SELECT RAISE(ABORT, 'gps: identifiers never go back'); END;
----
-- INSERT OR REPLACE fires neither the update nor the delete triggers (unless recursive_triggers is on, as the settings
-- have it, which another connection need not have).
CREATE TRIGGER gps_change_replace BEFORE INSERT ON outages_change
WHEN EXISTS (SELECT 1 FROM outages_change WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM outages_change WHERE subject = NEW.subject AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'gps: the past can be neither changed nor deleted (unique line)'); END;
----
CREATE TRIGGER gps_answer_replace BEFORE INSERT ON outages_answer
WHEN EXISTS (SELECT 1 FROM outages_answer WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM outages_answer WHERE request_id = NEW.request_id AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'gps: the past can be neither changed nor deleted (unique line)'); END;
----
CREATE TRIGGER gps_span_replace BEFORE INSERT ON outages_span
WHEN EXISTS (SELECT 1 FROM outages_span WHERE id = NEW.id)
  OR (NEW.until_at IS NULL
      AND EXISTS (SELECT 1 FROM outages_span WHERE outage_id = NEW.outage_id AND until_at IS NULL))
BEGIN SELECT RAISE(ABORT, 'gps: the past can be neither changed nor deleted (unique span)'); END;
----
CREATE TRIGGER gps_outage_replace BEFORE INSERT ON outages_outage
WHEN EXISTS (SELECT 1 FROM outages_outage WHERE id = NEW.id OR identifier = NEW.identifier)
BEGIN SELECT RAISE(ABORT, 'gps: the past can be neither changed nor deleted (unique identifier)'); END;
----
CREATE TRIGGER gps_request_replace BEFORE INSERT ON outages_authorisationrequest
WHEN EXISTS (SELECT 1 FROM outages_authorisationrequest WHERE id = NEW.id OR identifier = NEW.identifier)
BEGIN SELECT RAISE(ABORT, 'gps: the past can be neither changed nor deleted (unique identifier)'); END;
----
CREATE TRIGGER gps_outage_guard BEFORE UPDATE ON outages_outage
WHEN NEW.id <> OLD.id OR NEW.identifier <> OLD.identifier OR NEW.failure <> OLD.failure OR NEW.service <> OLD.service
  OR NEW.provider_id IS NOT OLD.provider_id OR NEW.excise_number_id IS NOT OLD.excise_number_id
  OR NEW.published_at <> OLD.published_at
BEGIN SELECT RAISE(ABORT, 'gps: the identifier, the target and the birth of an outage never change'); END;
----
CREATE TRIGGER gps_identifier_guard BEFORE UPDATE ON outages_identifier
WHEN NEW.last < OLD.last OR NEW.prefix <> OLD.prefix OR NEW.year <> OLD.year
BEGIN SELECT RAISE(ABORT, 'gps: identifiers never go back'); END;
----
CREATE TRIGGER gps_span_guard BEFORE UPDATE ON outages_span
WHEN OLD.until_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.outage_id <> OLD.outage_id
BEGIN SELECT RAISE(ABORT, 'gps: a stretch of time that is over never changes'); END;
----
CREATE TRIGGER gps_request_guard BEFORE UPDATE ON outages_authorisationrequest
WHEN NEW.id <> OLD.id OR NEW.identifier <> OLD.identifier OR NEW.excise_number_id <> OLD.excise_number_id
  OR NEW.failure <> OLD.failure OR NEW.circumstances <> OLD.circumstances OR NEW.contact <> OLD.contact
  OR NEW.incident_id IS NOT OLD.incident_id OR NEW.reintegrated_by <> OLD.reintegrated_by
  OR NEW.asked_at <> OLD.asked_at OR NEW.asked_means <> OLD.asked_means OR NEW.recorded_at <> OLD.recorded_at
  OR NEW.recorded_kind <> OLD.recorded_kind OR NEW.recorded_by <> OLD.recorded_by
  OR NEW.tacit_ends_at <> OLD.tacit_ends_at
  OR (OLD.relied_at IS NOT NULL AND (NEW.relied_at IS NULL OR NEW.relied_at < OLD.relied_at))
  OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NOT OLD.withdrawn_at)
BEGIN SELECT RAISE(ABORT, 'gps: what was asked, and when, never changes'); END;
