-- What is answered: one row per item on the form, with the label of the option where the item is a choice.
CREATE VIEW answers AS
SELECT
    f.*,
    i.item_code,
    i.concept,
    i.label,
    i.file_no,
    i.entry_no,
    i.kind,
    i.status,
    coalesce(c.selected_label, i.value) AS answer,
    i.value_norm,
    i.number,
    i.date,
    c.lower,
    c.upper,
    c.unit,
    i.seq,
    i.page,
    i.is_ocr,
    -- Blocks of one kind (委託事項1, 2 …) share the first word of their concepts.
    i.entry_no IS NOT NULL AND bool_and(i.status = 'blank') OVER (
        PARTITION BY i.assessment_id, i.file_no, i.entry_no, split_part(i.concept, '.', 1)
    ) AS is_unused
FROM items AS i
JOIN filings AS f ON f.assessment_id = i.assessment_id
LEFT JOIN choices AS c
    ON i.kind = 'choice'
    AND c.assessment_id = i.assessment_id
    AND c.item_code = i.item_code
    AND c.file_no IS NOT DISTINCT FROM i.file_no
    AND c.entry_no IS NOT DISTINCT FROM i.entry_no;

COMMENT ON VIEW answers IS 'Item on the form with its answer, empty ones included / 様式の項目とその回答（空欄も含む）';
COMMENT ON COLUMN answers.is_unused IS 'Whether it belongs to a numbered block that is printed and blank throughout / 印刷されているが全て空欄の番号付きブロックの項目か';
COMMENT ON COLUMN answers.answer IS 'Label of the option chosen; for other items the text as printed / 選ばれた選択肢の文言。選択肢以外の項目では印刷された文言';
