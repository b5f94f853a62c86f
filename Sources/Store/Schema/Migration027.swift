extension Schema {
    /// Which texts stopped at a limit of tokens, as their reviewers are told: of a text, whoever wrote it, and without a count.
    static let migration027 = """
        CREATE TABLE cut_text (
            item INTEGER PRIMARY KEY REFERENCES item(id)
        ) STRICT, WITHOUT ROWID;
        INSERT OR IGNORE INTO cut_text (item) SELECT item FROM response WHERE finish_reason = 'length' ORDER BY item;
        INSERT OR IGNORE INTO cut_text (item)
            SELECT item FROM degraded WHERE origin IN (SELECT item FROM cut_text) ORDER BY item;
        CREATE TRIGGER response_was_cut AFTER INSERT ON response WHEN NEW.finish_reason = 'length'
        BEGIN INSERT OR IGNORE INTO cut_text (item) VALUES (NEW.item); END;
        -- A worsened copy looks like its original.
        CREATE TRIGGER copy_was_cut AFTER INSERT ON degraded
            WHEN EXISTS (SELECT 1 FROM cut_text c WHERE c.item = NEW.origin)
        BEGIN INSERT OR IGNORE INTO cut_text (item) VALUES (NEW.item); END;
        DROP VIEW v_blind;
        CREATE VIEW v_blind AS
            SELECT n.id AS presentation, n.study, n.reviewer, n.position, n.place, n.state, n.side, n.phase,
                   p.name AS prompt, p.text AS prompt_text, p.system, p.reference, p.tags,
                   a.sha256 AS first_sha256, coalesce(ma.masked, a.text) AS first_text,
                   b.sha256 AS second_sha256, coalesce(mb.masked, b.text) AS second_text, n.arrangement,
                   iif(n.arrangement IS NULL, NULL,
                       (SELECT json_group_object(m.place, hex(coalesce(ml.masked, i.text)))
                        FROM set_member m JOIN item i ON i.id = m.member
                        LEFT JOIN leak ml ON ml.item = i.id AND ml.policy = 'mask'
                        WHERE m.item_set = a.id)) AS member_texts, n.round, n.asks,
                   EXISTS (SELECT 1 FROM cut_text c WHERE c.item = a.id) AS first_is_cut,
                   EXISTS (SELECT 1 FROM cut_text c WHERE c.item = b.id) AS second_is_cut,
                   iif(n.arrangement IS NULL, NULL,
                       (SELECT json_group_array(m.place) FROM set_member m JOIN cut_text c ON c.item = m.member
                        WHERE m.item_set = a.id)) AS members_cut
            FROM presentation n JOIN item a ON a.id = n.first LEFT JOIN item b ON b.id = n.second
            LEFT JOIN leak ma ON ma.item = a.id AND ma.policy = 'mask'
            LEFT JOIN leak mb ON mb.item = b.id AND mb.policy = 'mask'
            JOIN prompt p ON p.id = a.prompt;
        """
}
