DROP TRIGGER gps_history_update;
----
DROP TRIGGER gps_history_delete;
----
DROP TRIGGER gps_document_delete;
----
DROP TRIGGER gps_document_birth;
----
DROP TRIGGER gps_document_identity;
----
DROP TRIGGER IF EXISTS gps_document_ground;
----
DROP TRIGGER gps_document_transition;
----
DROP TRIGGER gps_counter_guard;
----
DROP TRIGGER gps_history_replace;
----
DROP TRIGGER gps_document_replace;
----
DROP TRIGGER IF EXISTS gps_document_arc;
----
DROP TRIGGER gps_counter_delete;
