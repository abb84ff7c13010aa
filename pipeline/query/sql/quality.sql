-- How well it was read: one row per PDF.
CREATE VIEW quality AS
SELECT
    d.document_id,
    d.source_path,
    d.status,
    d.error_kind,
    d.n_pages,
    d.n_assessments,
    coalesce(p.n_glyphs, 0) AS n_glyphs,
    coalesce(p.n_unassigned, 0) AS n_unassigned,
    coalesce(p.n_ocr_pages, 0) AS n_ocr_pages,
    coalesce(g.n_errors, 0) AS n_errors,
    coalesce(g.n_warnings, 0) AS n_warnings
FROM documents AS d
LEFT JOIN (
    SELECT
        document_id,
        sum(n_glyphs)::BIGINT AS n_glyphs,
        sum(n_unassigned)::BIGINT AS n_unassigned,
        count(*) FILTER (WHERE is_ocr) AS n_ocr_pages
    FROM pages
    WHERE assessment_id IS NOT NULL
    GROUP BY document_id
) AS p ON p.document_id = d.document_id
LEFT JOIN (
    SELECT
        document_id,
        count(*) FILTER (WHERE severity = 'error') AS n_errors,
        count(*) FILTER (WHERE severity = 'warning') AS n_warnings
    FROM diagnostics
    GROUP BY document_id
) AS g ON g.document_id = d.document_id;

COMMENT ON VIEW quality IS 'PDF, and how well it was read / PDFと、読取りの質';
COMMENT ON COLUMN quality.n_glyphs IS 'Glyphs on pages of assessments / 評価書のページの文字数';
COMMENT ON COLUMN quality.n_unassigned IS 'Of these, not understood / そのうち解釈できなかった文字数';
COMMENT ON COLUMN quality.n_ocr_pages IS 'Of these pages, read by OCR / そのうちOCRで読んだページ数';
COMMENT ON COLUMN quality.n_errors IS 'Findings of severity error / errorの所見の数';
COMMENT ON COLUMN quality.n_warnings IS 'Findings of severity warning / warningの所見の数';
