package import Studies

extension StatusDocument {
    /// What is to be known beside the counts.
    package struct Remarks: Sendable {
        /// Requests in batch files without a result yet.
        package var heldByBatches = 0
        /// A line on answers to earlier wordings.
        package var earlier: String?
        /// Models whose weights changed.
        package var weights: [String] = []
        /// What files brought; nil where it is withheld.
        package var imports: (new: Int, known: Int, other: Int)?
        /// Items that everybody skipped.
        package var skippedByAll = 0
        /// Items that lack ratings which were planned, and who skipped them.
        package var short: (count: Int, reviewers: [String]) = (0, [])
        /// What of the study's files is not taken over.
        package var edits: [String] = []
        /// Ratings that are in no figure.
        package var stale: (question: Int, prompt: Int, gone: Int) = (0, 0, 0)
        /// What is not planned yet.
        package var waiting = PlanState.Waiting()

        package init() {}
    }

    /// What is said beside the table.
    package var words: String { remarkWords + "\nNext: \(next)\n" }

    /// The same without what comes next.
    var remarkWords: String {
        var words = ""
        if remarks.heldByBatches > 0 {
            words += "\(Figures.count(remarks.heldByBatches, "request")) in batch files without a result yet: "
            words += "'slam batch read'\n"
        }
        words += remarks.earlier ?? ""
        if !gaps.isEmpty {
            words += "Imported responses do not cover all \(Figures.count(study.prompts.count, "prompt")): "
            words += "\(gaps.joined(separator: ", ")); what is there is rated.\n"
        }
        for line in verdicts.flatMap(\.notes) { words += line + "\n" }
        for line in remarks.weights { words += line + ".\n" }
        if let imports = remarks.imports, imports.new + imports.known + imports.other > 0 {
            words += "\nImported: \(Figures.count(imports.new, "response")), \(imports.known) there already, "
            words += "\(imports.other) left out as another response was stored.\n"
        }
        if remarks.skippedByAll > 0 {
            words += "\(Figures.count(remarks.skippedByAll, "item")) skipped by all: 'slam plan --reopen' asks again.\n"
        }
        return words + shortWords + bundleWords + staleWords + remarks.waiting.words
    }

    /// Items of which some people's ratings are missing because they skipped them.
    private var shortWords: String {
        let short = remarks.short
        guard short.count > 0 else { return "" }
        let again = short.reviewers.count == 1 ? short.reviewers[0] : "NAME"
        return "\(Figures.count(short.count, "item")) short of the ratings planned: skipped by "
            + "\(short.reviewers.joined(separator: ", ")) ('slam review --reviewer \(again) --skipped' asks again).\n"
    }

    /// What is in bundles, and how it comes back.
    private var bundleWords: String {
        reviews.filter { $0.inBundle > 0 }.map { one in
            "\(Figures.count(one.inBundle, "item")) in the bundle of '\(one.reviewer)': 'slam merge FILE' takes them back "
                + "rated, 'slam bundle \(one.reviewer) --revoke' gives them to others.\n"
        }.joined()
    }

    /// What of the study's files is not taken over, and what is in no figure because something was edited.
    private var staleWords: String {
        var words = ""
        if !remarks.edits.isEmpty {
            words += ReviewersDocument.edited
            words += remarks.edits.map { "  \($0)\n" }.joined()
        }
        let parts = [
            (remarks.stale.question, "under an older question or scale"),
            (remarks.stale.prompt, "under an older wording of the prompt"),
            (remarks.stale.gone, "of criteria that the study no longer has"),
        ].filter { $0.0 > 0 }.map { "\(Figures.count($0.0, "rating")) \($0.1)" }
        if !parts.isEmpty {
            words += "In no figure: \(parts.joined(separator: ", ")) ('slam doctor' names the remedies).\n"
        }
        return words
    }

    /// What to run next.
    var next: String {
        if isMissing { return "slam collect, or slam import FILE, for the responses that are missing" }
        if isAbsent { return "slam import FILE, for models without an endpoint and without a response" }
        if isFailed { return "slam collect --retry failed, once what failed is mended" }
        let known = Set(study.reviewers + [ReviewProgress.anyone])
        let waiting = reviews.filter { $0.left > $0.inBundle }
        if let reviewer = waiting.first(where: { known.contains($0.reviewer) }) {
            return "slam review --reviewer \(reviewer.reviewer == ReviewProgress.anyone ? "NAME" : reviewer.reviewer)"
        }
        if let gone = waiting.first {
            return "slam plan, as '\(gone.reviewer)' is no reviewer of the study any more"
        }
        if verdicts.contains(where: { ($0.left ?? 0) > 0 }) { return "slam judge" }
        if let away = reviews.first(where: { $0.inBundle > 0 }) {
            return "slam merge FILE, once '\(away.reviewer)' has handed the bundle in"
        }
        if !remarks.waiting.isEmpty { return "slam plan --partial to have them rated, or slam agreement" }
        return remarks.skippedByAll > 0 ? "slam plan --reopen, or slam agreement with what is rated" : "slam agreement"
    }
}
