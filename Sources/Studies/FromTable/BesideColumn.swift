/// Columns that stand beside responses and hold none, whatever their model.
enum BesideColumn {
    /// Whether a column is one, by its name.
    static func isOne(_ column: String) -> Bool {
        let name = ColumnName.folded(column)
        if whole.contains(name) || name.hasPrefix("unnamed") || name.hasPrefix("__") { return true }
        let parts = name.split { !$0.isLetter && !$0.isNumber }.map(String.init)
        return parts.contains(where: figures.contains) || parts.count > 1 && ends.contains(parts[parts.count - 1])
            || column.hasSuffix("Id") && column.dropLast(2).last?.isLowercase == true
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
        "status", "error", "errors", "success", "usage", "file", "filename", "title", "subcategory", "group", "passage",
        "document", "documents", "max_tokens",
    ]

    /// Last words of ids, times and what was looked up: `trace_id`, `execution_time`, `retrieved_contexts`.
    private static let ends: Set<String> = ["id", "at", "time", "context", "contexts"]

    /// Words that make a column one of figures, also behind a model's name: `gpt-4_score`, `gpt-4 latency`.
    private static let figures: Set<String> = [
        "score", "scores", "rating", "ratings", "rater", "raters", "reviewer", "annotator", "annotators", "winner",
        "preference", "latency", "duration", "seconds", "ms", "tokens", "cost", "price", "timestamp", "length", "rank",
        "finish", "correct", "accuracy", "judge", "judgement", "judgment", "verdict", "grade", "grades", "bleu",
        "rouge", "f1",
        "similarity",
    ]
}
