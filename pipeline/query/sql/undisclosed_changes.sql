-- What changed without saying so: items that differ from the filing before, with no row in the change table.
CREATE VIEW undisclosed_changes AS
SELECT
    f.*,
    h.assessment_id_before,
    h.filed_on_before,
    h.item_code,
    h.concept,
    i.label,
    h.file_no,
    h.entry_no,
    h.value_before,
    h.value_after,
    h.similarity,
    h.is_ocr
FROM history AS h
JOIN filings AS f ON f.assessment_id = h.assessment_id_after
JOIN assessments AS a ON a.assessment_id = h.assessment_id_after
LEFT JOIN form_items AS i
    ON i.form = a.form
    AND i.form_version = a.form_version
    AND i.item_code = h.item_code
WHERE h.is_undisclosed;

COMMENT ON VIEW undisclosed_changes IS 'Item that differs from the filing before with no change row to say so / 変更箇所に行がないのに前回と異なる項目';
COMMENT ON COLUMN undisclosed_changes.label IS 'Label of the item in the form / 様式における項目の見出し';
