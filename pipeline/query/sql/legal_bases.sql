-- Which provisions are cited: one row per citation in an item.
CREATE VIEW legal_bases AS
SELECT
    f.*,
    c.item_code,
    c.concept,
    c.file_no,
    c.entry_no,
    c.law,
    c.law_id,
    c.law_kind,
    c.unit,
    c.article,
    c.paragraph,
    c.item,
    c.schedule,
    c.schedule_rows,
    c.text,
    c.page
FROM citations AS c
JOIN filings AS f ON f.assessment_id = c.assessment_id
WHERE c.source_table = 'items';

COMMENT ON VIEW legal_bases IS 'Provision of a law cited in an item / 項目に引用された法令の条項';
