extension Schema {
    /// Draws of items for learning where automatic raters are wrong: of every item that could be drawn its probability.
    static let migration026 = """
        CREATE TABLE label_draw (
            id INTEGER PRIMARY KEY,
            study INTEGER NOT NULL REFERENCES study(id),
            number INTEGER NOT NULL CHECK (number >= 1),      -- of the draw, from 1
            item INTEGER NOT NULL REFERENCES item(id),
            probability REAL NOT NULL CHECK (probability >= 0 AND probability <= 1),
            is_drawn INTEGER NOT NULL CHECK (is_drawn IN (0, 1)),
            at INTEGER NOT NULL,                              -- milliseconds UTC
            UNIQUE (study, number, item)
        ) STRICT;
        CREATE TRIGGER label_draw_is_never_changed BEFORE UPDATE ON label_draw
        BEGIN SELECT RAISE(ABORT, 'a draw is never changed'); END;
        CREATE TRIGGER label_draw_is_never_deleted BEFORE DELETE ON label_draw
        BEGIN SELECT RAISE(ABORT, 'a draw is never deleted'); END;
        """
}
