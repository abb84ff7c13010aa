-- Who links with the information network (情報連携), and on which legal basis.
CREATE VIEW linkage AS
SELECT
    f.*,
    max(a.answer) FILTER (WHERE a.concept = 'linkage.presence') AS linkage,
    max(a.answer) FILTER (WHERE a.concept = 'linkage.legal_basis') AS legal_basis,
    list_sort(list(DISTINCT l.law) FILTER (WHERE l.law IS NOT NULL)) AS laws
FROM filings AS f
LEFT JOIN answers AS a
    ON a.assessment_id = f.assessment_id
    AND a.concept IN ('linkage.presence', 'linkage.legal_basis')
LEFT JOIN citations AS l
    ON l.assessment_id = f.assessment_id
    AND l.concept = 'linkage.legal_basis'
GROUP BY ALL;

COMMENT ON VIEW linkage IS 'Assessment, and whether it links with the information network / 情報提供ネットワークシステムによる情報連携の有無と根拠';
COMMENT ON COLUMN linkage.linkage IS 'Label of the option chosen / 選ばれた選択肢の文言';
COMMENT ON COLUMN linkage.legal_basis IS 'Legal basis as printed / 法令上の根拠（印刷のとおり）';
COMMENT ON COLUMN linkage.laws IS 'Laws that it cites / 引用された法令';
