DROP TRIGGER gps_change_update;
----
DROP TRIGGER gps_change_delete;
----
DROP TRIGGER gps_answer_update;
----
DROP TRIGGER gps_answer_delete;
----
DROP TRIGGER gps_span_delete;
----
DROP TRIGGER gps_authorisationrequest_delete;
----
DROP TRIGGER gps_outage_delete;
----
DROP TRIGGER gps_identifier_delete;
----
DROP TRIGGER gps_change_replace;
----
DROP TRIGGER gps_answer_replace;
----
DROP TRIGGER gps_span_replace;
----
DROP TRIGGER gps_outage_replace;
----
DROP TRIGGER gps_request_replace;
----
DROP TRIGGER gps_outage_guard;
----
DROP TRIGGER gps_identifier_guard;
----
DROP TRIGGER gps_span_guard;
----
DROP TRIGGER gps_request_guard;
