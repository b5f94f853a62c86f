import Agreement
package import Ratings
import Studies

/// How many more labels a study needs.
package struct LabelsDocument: Sendable {
    package static let schema = "slam.labels.v1"

    private let figures: LabelFigures
    private let costs: Costs

    /// What one rating and one verdict cost, and where that is known from.
    package struct Costs: Sendable {
        package var seconds: Double
        package var reviewerHour: Double
        /// By judge, dollars a verdict; those measured.
        package var verdicts: [String: Double]
        /// Dollars of a verdict that nothing was measured of.
        package var verdict: Double

        package init(seconds: Double, reviewerHour: Double, verdicts: [String: Double], verdict: Double) {
            self.seconds = seconds
            self.reviewerHour = reviewerHour
            self.verdicts = verdicts
            self.verdict = verdict
        }

        var label: Double { seconds / 3600 * reviewerHour }
    }

    package init(_ figures: LabelFigures, costs: Costs) {
        self.figures = figures
        self.costs = costs
    }

    package func written(as format: Format) -> String {
        SectionedReport(
            schema: Self.schema,
            head: [
                ("half_width", .number(figures.halfWidth)), ("confidence", .number(figures.confidence)),
                ("blind", .bool(figures.isBlind)),
                (
                    "next",
                    .object(figures.next.map { ($0.criterion, .array($0.subjects.map(JSONValue.string))) })
                ),
            ],
            sections: [
                .init("lines", title: "", table),
                .init("tags", title: "By tag of the prompts", tags),
                .init("learn", title: "To learn where judges are wrong, by disagreement (slam plan --learn)", learn),
            ],
            sentences: sentences
        ).written(as: format)
    }

    private var table: Table {
        Table(
            columns: [
                .init("criterion"), .init("model"), .init("prompts", title: "prompts with labels", alignment: .right),
                .init("ratings_per_prompt", title: "ratings each", alignment: .right, isLesser: true),
                .init("half_width", title: "half-width now", alignment: .right),
                .init("labels_only", title: "needed by people alone", alignment: .right),
                .init("with_judge", title: "with a judge", alignment: .right), .init("rater", title: "best judge"),
                .init("more_for_margin", title: "more for the margin", alignment: .right),
                .init("hours", title: "hours still, people alone", alignment: .right, isLesser: true),
                .init("cost_people", title: "$ still, people alone", alignment: .right, isLesser: true),
                .init("cost_judge", title: "$ still with the judge", alignment: .right, isLesser: true),
                .init("split", title: "cheapest split", isLesser: true),
            ],
            rows: figures.lines.map { line in
                // Whatever counts a letter's ratings could betray it.
                let still = figures.isBlind ? nil : line.labelsOnly.flatMap { ratings(still: $0, of: line) }
                let split = split(line)
                return [
                    .text(line.criterion), .text(line.model),
                    figures.isBlind ? .unknown : .count(line.promptCount),
                    figures.isBlind ? .unknown : .number(line.labelsPerPrompt, decimals: 1),
                    .number(line.halfWidth),
                    .count(line.labelsOnly), .count(line.withJudge?.count), .text(line.withJudge?.rater ?? ""),
                    .count(line.moreForMargin), .number(still.map { $0 * costs.seconds / 3600 }, decimals: 1),
                    .number(still.map { $0 * costs.label }, decimals: 2),
                    .number(figures.isBlind ? nil : split.flatMap { cost(of: $0, line) }, decimals: 2),
                    .text(
                        split.map { "\($0.labels) prompts with labels, \($0.labels + $0.unlabelled) verdicts" } ?? ""
                    ),
                ]
            }
        )
    }

    /// How many ratings lack until so many prompts have labels, each by as many people as now.
    private func ratings(still prompts: Int, of line: LabelFigures.Line) -> Double? {
        line.labelsPerPrompt.map { Double(max(0, prompts - line.promptCount)) * $0 }
    }

    /// The ratings that a split still asks for, and all of its verdicts.
    private func cost(of split: PPIPower, _ line: LabelFigures.Line) -> Double? {
        guard let judge = line.withJudge, let still = ratings(still: split.labels, of: line) else { return nil }
        let verdict = costs.verdicts[judge.rater] ?? costs.verdict
        return still * costs.label + Double(split.labels + split.unlabelled) * verdict
    }

    private var tags: Table {
        Table(
            columns: [
                .init("criterion"), .init("tag"), .init("model"),
                .init("prompts", title: "prompts with labels", alignment: .right),
                .init("half_width", title: "half-width now", alignment: .right),
                .init("labels_only", title: "needed by people alone", alignment: .right),
            ],
            rows: figures.tags.map { line in
                [
                    .text(line.criterion), .text(line.tag ?? ""), .text(line.model),
                    figures.isBlind ? .unknown : .count(line.promptCount), .number(line.halfWidth),
                    .count(line.labelsOnly),
                ]
            }
        )
    }

    /// The least cost that is as precise as the labels needed by people alone; nil without a judge, or where none pays.
    private func split(_ line: LabelFigures.Line) -> PPIPower? {
        guard let labels = line.labelsOnly, let judge = line.withJudge, let correlation = line.correlation else {
            return nil
        }
        let verdict = costs.verdicts[judge.rater] ?? costs.verdict
        // A verdict for nothing would ask for endless verdicts.
        guard verdict > 0, abs(correlation) < 1, let each = line.labelsPerPrompt else { return nil }
        let label = costs.label * each
        let found = PPIPower(
            correlation: correlation,
            costs: .init(label: label, verdict: verdict),
            aim: .effectiveLabels(labels)
        )
        return found.flatMap { $0.unlabelled > 0 && $0.cost < Double(labels) * label ? $0 : nil }
    }

    /// What a draw for learning would likeliest take.
    private var learn: Table {
        Table(
            columns: [.init("item"), .init("probability", alignment: .right)],
            rows: figures.learn.map { one in
                [
                    .id(one.subject),
                    .number(one.probability, decimals: 3),
                ]
            }
        )
    }

    private var apart: [String] {
        guard figures.drawnCount > 0 else { return [] }
        return [
            "\(Figures.count(figures.drawnCount, "label")) drawn by disagreement: in none of these figures, since they are no random sample."
        ]
    }

    private var prices: String {
        let known = costs.verdicts.sorted { $0.key < $1.key }
            .map { "$\(Figures.fixed($0.value, decimals: 6)) a verdict of \($0.key) as measured" }
        let verdict = "$\(Figures.fixed(costs.verdict, decimals: 6)) any other (cost.judge_per_verdict)"
        return
            "Costs: \(Figures.fixed(costs.seconds, decimals: 0)) s a rating at $\(Figures.fixed(costs.reviewerHour, decimals: 2)) an hour (cost.reviewer_hour); \((known + [verdict]).joined(separator: "; ")). Hours and dollars are of what is still to be rated, each prompt by as many people as so far, and of all verdicts of a split. Without a price of a verdict no split is computed."
    }

    private var next: [String] {
        figures.next.map { criterion, subjects in
            guard !subjects.isEmpty else {
                return "Next on '\(criterion)': everything that was scored at all has a label."
            }
            let first = subjects.prefix(5).map { String($0.prefix(12)) }.joined(separator: ", ")
            return "Next on '\(criterion)', at random: \(first)\(subjects.count > 5 ? ", …" : "")"
        }
    }

    private var sentences: [String] {
        next + apart + [
            prices,
            "Needed: prompts with labels in all, so that a \(Figures.fixed(figures.confidence * 100, decimals: 0)) % interval is ±\(Figures.fixed(figures.halfWidth, decimals: 3)). Label at random for estimates: 'next' in JSON lists items in a seeded random order, so that wherever it stops the labelled are a random sample.",
        ]
            + (figures.isBlind ? ["Models stand as letters, without counts, until 'slam unblind'."] : [])
            + figures.withheld.map(\.sentence)
    }
}
