-- What the audit log is looked through by. The columns follow from the text, and only the text is hashed.
ALTER TABLE audit ADD COLUMN actor TEXT GENERATED ALWAYS AS (body ->> '$.entry.actor') VIRTUAL;
ALTER TABLE audit ADD COLUMN action TEXT GENERATED ALWAYS AS (body ->> '$.entry.action') VIRTUAL;
ALTER TABLE audit ADD COLUMN subject TEXT GENERATED ALWAYS AS (body ->> '$.entry.subject') VIRTUAL;
CREATE INDEX audit_by_actor ON audit (actor, seq);
CREATE INDEX audit_by_action ON audit (action, seq);
CREATE INDEX audit_by_subject ON audit (subject, seq);
