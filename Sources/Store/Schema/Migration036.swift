extension Schema {
    /// How far a study's log was when its plan lacked nothing: as long as only ratings came since, it need not be planned once
    /// more.
    static let migration036 = """
        CREATE TABLE settled_plan (
            study INTEGER PRIMARY KEY REFERENCES study(id),
            head_sha256 TEXT NOT NULL
        ) STRICT;
        """
}
