/// Columns that stand beside responses and hold none, whatever their model.
enum BesideColumn {
    /// Whether a column is one, by its name.
    static func isOne(_ column: String) -> Bool {
        let name = ColumnName.folded(column)
        if whole.contains(name) || name.hasPrefix("unnamed") { return true }
        let parts = name.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return parts.contains(where: figures.contains) || parts.count > 1 && parts.last == "id"
    }

    private static let whole: Set<String> = [
        "why", "evaluation", "critique", "feedback", "remark", "remarks", "analysis", "assessment", "sha", "hash",
        "uuid",
        "label", "labels", "note", "notes", "comment", "comments", "date", "time", "source", "split", "type",
        "difficulty",
        "language", "lang", "url", "index", "row", "context", "contexts", "annotation", "annotations", "topic",
        "domain",
        "subject", "level", "dataset", "task", "version", "temperature", "seed", "metadata", "meta", "messages",
        "conversations", "conversation",
        "turns",
        "explanation", "rationale", "reason", "author", "user", "created", "created_at", "updated_at", "run", "run_id",
        "file", "filename", "title", "subcategory", "group", "passage", "document", "documents", "max_tokens",
    ]

    /// Words that make a column one of figures, also behind a model's name: `gpt-4_score`, `gpt-4 latency`.
    private static let figures: Set<String> = [
        "score", "scores", "rating", "ratings", "rater", "raters", "reviewer", "annotator", "annotators", "winner",
        "preference", "latency", "duration", "seconds", "ms", "tokens", "cost", "price", "timestamp", "length", "rank",
        "finish", "correct", "accuracy", "judge", "judgement", "judgment", "verdict", "grade", "bleu", "rouge", "f1",
        "similarity",
    ]
}
