-- What is recorded about people: one row per record item, with the labels of its concept.
CREATE VIEW recorded_items AS
SELECT
    f.*,
    r.file_no,
    r.seq,
    r.group_name,
    r.name AS record_item,
    r.record_concept,
    l.label_ja AS record_concept_ja,
    l.label_en AS record_concept_en,
    r.note,
    r.page
FROM record_items AS r
JOIN filings AS f ON f.assessment_id = r.assessment_id
LEFT JOIN (
    -- A concept may be several codes with + between: 'acceptance+date'.
    SELECT
        p.record_concept,
        string_agg(c.label_ja, '・' ORDER BY p.place) AS label_ja,
        string_agg(c.label_en, ', ' ORDER BY p.place) AS label_en
    FROM (
        SELECT
            record_concept,
            unnest(string_split(record_concept, '+')) AS code,
            generate_subscripts(string_split(record_concept, '+'), 1) AS place
        FROM (SELECT DISTINCT record_concept FROM record_items WHERE record_concept IS NOT NULL)
    ) AS p
    LEFT JOIN record_concepts AS c ON c.code = p.code
    GROUP BY p.record_concept
) AS l ON l.record_concept = r.record_concept;

COMMENT ON VIEW recorded_items IS 'Record item with the labels of its concept / 記録項目と、その概念の名前';
COMMENT ON COLUMN recorded_items.record_item IS 'Record item, without number, separator and note / 記録項目（番号、区切り、注記を除く）';
COMMENT ON COLUMN recorded_items.record_concept_ja IS 'Label of its concept in Japanese, of several with ・ between / 概念の日本語の名前（複数なら「・」でつなぐ）';
COMMENT ON COLUMN recorded_items.record_concept_en IS 'Label of its concept in English, of several with a comma between / 概念の英語の名前（複数ならコンマでつなぐ）';
