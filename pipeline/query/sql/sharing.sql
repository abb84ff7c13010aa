-- Who gives information to whom (提供・移転): one row per recipient, from the form or from a 別紙 table.
CREATE VIEW sharing AS
SELECT
    f.*,
    r.file_no,
    r.entry_no,
    r.direction,
    r.name AS recipient,
    r.legal_basis,
    r.purpose,
    r.information,
    r.subjects_size,
    r.methods,
    r.frequency,
    r.source,
    r.page
FROM recipients AS r
JOIN filings AS f ON f.assessment_id = r.assessment_id;

COMMENT ON VIEW sharing IS 'Recipient of a provision or transfer / 提供先・移転先';
COMMENT ON COLUMN sharing.recipient IS 'Recipient / 提供先・移転先';
