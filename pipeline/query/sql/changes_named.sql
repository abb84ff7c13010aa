-- What was changed and when: the rows of change tables, with the label of the item that each names.
CREATE VIEW changes_named AS
SELECT
    f.*,
    c.row_no,
    c.changed_on,
    c.changed_on_norm,
    c.item_text,
    c.item_code,
    c.concept,
    i.label,
    c.file_no,
    c.entry_no,
    c.before,
    c.after,
    c.timing,
    c.timing_reason_resolved,
    c.page
FROM changes AS c
JOIN filings AS f ON f.assessment_id = c.assessment_id
JOIN assessments AS a ON a.assessment_id = c.assessment_id
LEFT JOIN form_items AS i
    ON i.form = a.form
    AND i.form_version = a.form_version
    AND i.item_code = c.item_code;

COMMENT ON VIEW changes_named IS 'Row of a change table, and the item it names / 変更箇所の行と、それが指す項目';
COMMENT ON COLUMN changes_named.label IS 'Label of the item in the form / 様式における項目の見出し';
