import Agreement
import ArgumentParser
import Faces
import Judging
import Reporting
import Studies

/// `slam judge verdicts`.
struct JudgeVerdicts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verdicts",
        abstract: "Say what became of every verdict, and how the judges' verdicts stand to people's.",
        discussion: """
            'read' are the verdicts that could be read, on which shares rest; 'used' and 'inconsistent' are what 'slam judge' \
            counts: read, and not at odds or at odds with the same pair in the other order (the column 'inconsistent' counts \
            pairs). What is unparsed, refused, an error, missing, or undecided by a panel is counted apart and is in no share; \
            'range' is the share if all of it were wrong, and if all of it were right. A kappa near 0 beside a high share is reported: chance gives that \
            share. Kappa, chance, rank correlation and 'a person – others' are those of 'slam agreement': chance is computed \
            within each pair of models, a judge's two orders and samples are one verdict, a person is compared with the others \
            on the same items, and people_association is Spearman's correlation within each person or alpha within pairs of \
            models. Kappas of one order alone are of a FILE only: in a study they would rest on the order of item ids.

            \(VerdictFileHelp.form)

            Example:
              slam judge verdicts
              slam judge verdicts llmbar.csv --format csv
            """
    )

    @Argument(help: "A file of verdicts; '-' is standard input. Default: the study's.", completion: .file())
    var file: String?

    @OptionGroup var place: WorkspaceOptions
    @OptionGroup var interval: IntervalArguments
    @OptionGroup var output: FormatOption

    func run() async throws {
        let context = Context.current
        let options = interval.options
        let (reports, notes) = try LongJob.reading("comparing verdicts", draw: context.draw) {
            let (tables, notes) = try VerdictFileHelp.tables(file, place)
            return (tables.flatMap { VerdictReport.all(of: $0, options: options) }, notes)
        }
        let isTable = output.format == .table || output.format == .markdown
        let table = isTable ? VerdictTables.short(reports) : VerdictTables.long(reports)
        let words = reports.compactMap(\.words) + notes
        try context.write(
            table.written(as: output.format, schema: "slam.judge.verdicts.v1", options: options, notes: words)
        )
        for line in words { context.tell(line + "\n") }
    }
}

/// What the commands on verdicts share: the form of their files.
enum VerdictFileHelp {
    static let form = """
        FILE is CSV (a name that ends in .csv) or JSON lines, one verdict a line: item, rater, verdict; optional are \
        kind (human, judge; judge when empty), order (first or second: which text was shown first), criterion, group, \
        prompt, cluster, sample, version, arm (plain, again, edited, reworded, reversed, injected), rater_family, and of \
        the texts length and family, or first_length, second_length, first_family, second_family, first_model, second_model. A \
        verdict is a number, or first, second, tie, both_bad (by item, whichever was shown first), unparsed, refused, \
        error, missing (or empty). With models, the one with the smaller name is made the first.
        """

    /// The tables of a file, or of the study, with what a reader must know.
    static func tables(_ file: String?, _ place: WorkspaceOptions) throws -> ([VerdictTable], [String]) {
        if let file { return (try VerdictFile.read(path: file), []) }
        let tables = try JudgeTables(JudgeDesk(place, asks: false))
        return (tables.tables, tables.notes)
    }
}

extension VerdictReport {
    /// What stands beside people, with its value.
    fileprivate var beside: String {
        let value = figures.0.value.map { Figures.fixed($0, decimals: 3) } ?? "–"
        return itemsWithPeople == 0 ? "nobody rated them" : isChoice ? "alike \(value)" : "apart \(value)"
    }

    /// The measure, and what tells it from chance: kappa of choices, Spearman's correlation of scores.
    fileprivate var figures: (AuditEstimate, AuditEstimate) {
        isChoice ? (agreement, kappa) : (distance, spearman)
    }

    /// Account, range and warning as a sentence; nil when every verdict is there and nothing is to be told.
    fileprivate var words: String? {
        guard read < wanted || warning != nil else { return nil }
        let name = group.isEmpty ? judge : "\(judge) on \(group)"
        var words = "\(name), '\(criterion)': \(account)"
        if let ifWrong, let ifRight, read < wanted {
            words += "; \(isChoice ? "share alike" : "mean distance") "
            words += "\(Figures.fixed(ifWrong, decimals: 3)) if the unread were wrong, "
            words += "\(Figures.fixed(ifRight, decimals: 3)) if right"
        }
        return words + (warning.map { "; \($0)" } ?? "") + "."
    }
}

/// The reports as tables.
enum VerdictTables {
    /// What a reader needs.
    static func short(_ reports: [VerdictReport]) -> Table {
        let hasGroups = reports.contains { !$0.group.isEmpty }
        let columns: [Table.Column] = [
            .init("criterion"), .init("judge"), .init("items", alignment: .right, isLesser: true),
            .init("n", title: "verdicts / items", alignment: .right, isLesser: true),
            .init("value", title: "beside people", alignment: .right), .init("interval"),
            .init("range", title: "if wrong … right", isLesser: true),
            .init("association", title: "kappa or rank correlation", alignment: .right),
            .init("association_interval", title: "interval"),
            .init("people", title: "a person – others", alignment: .right, isLesser: true),
            .init("people_interval", title: "interval", isLesser: true),
            .init("orders", title: "both orders alike", alignment: .right, isLesser: true),
            .init("verdicts", isLesser: true),
        ]
        return Table(
            columns: (hasGroups ? [.init("group")] : []) + columns,
            rows: reports.map { report in
                let both = report.consistent + report.inconsistent
                let (measure, association) = report.figures
                let range = [report.ifWrong, report.ifRight].compactMap { $0.map { Figures.fixed($0, decimals: 3) } }
                let cells: [Table.Cell] = [
                    .text(report.criterion), .text(report.judge), .count(report.items),
                    .text("\(report.compared) / \(report.comparedItems)"),
                    .text(report.beside), .text(Figures.interval(measure.low, measure.high)),
                    range.isEmpty ? .unknown : .text(range.joined(separator: " … ")), .number(association.value),
                    .text(Figures.interval(association.low, association.high)),
                    .number(report.peopleAmongThemselves.value),
                    .text(Figures.interval(report.peopleAmongThemselves.low, report.peopleAmongThemselves.high)),
                    both > 0 ? .text("\(report.consistent) of \(both)") : .unknown, .text(report.account),
                ]
                return (hasGroups ? [.text(report.group)] : []) + cells
            }
        )
    }

    /// Every figure, for programs.
    static func long(_ reports: [VerdictReport]) -> Table {
        let counts: [(String, (VerdictReport) -> Int)] = [
            ("items", \.items), ("items_with_people", \.itemsWithPeople), ("wanted", \.wanted), ("read", \.read),
            ("used", \.used),
            ("ties", \.ties), ("unparsed", \.unparsed), ("refused", \.refused), ("error", \.errors),
            ("missing", \.missing), ("correct", \.correct), ("correct_first", \.correctFirst),
            ("correct_second", \.correctSecond), ("correct_both", \.correctBoth), ("consistent", \.consistent),
            ("inconsistent", \.inconsistent), ("without_verdict", \.withoutVerdict),
            ("in_one_order", \.inOneOrder), ("undecided", \.undecided), ("compared", \.compared),
            ("compared_items", \.comparedItems),
        ]
        let figures: [(String, (VerdictReport) -> Double?)] = [
            ("agreement", \.agreement.value), ("agreement_low", \.agreement.low), ("agreement_high", \.agreement.high),
            ("distance", \.distance.value), ("distance_low", \.distance.low), ("distance_high", \.distance.high),
            ("spearman", \.spearman.value), ("spearman_low", \.spearman.low), ("spearman_high", \.spearman.high),
            ("people_among_themselves", \.peopleAmongThemselves.value),
            ("people_among_themselves_low", \.peopleAmongThemselves.low),
            ("people_among_themselves_high", \.peopleAmongThemselves.high), ("people_association", \.peopleAssociation),
            ("if_wrong", \.ifWrong), ("if_right", \.ifRight), ("chance", \.chance), ("kappa", \.kappa.value),
            ("kappa_low", \.kappa.low), ("kappa_high", \.kappa.high), ("kappa_as_wrong", \.kappaAsWrong),
            ("kappa_first", \.kappaFirst), ("kappa_second", \.kappaSecond),
            ("kappa_first_as_wrong", \.kappaFirstAsWrong), ("kappa_second_as_wrong", \.kappaSecondAsWrong),
            ("kappa_orders", \.kappaBetweenOrders), ("kappa_orders_as_wrong", \.kappaBetweenOrdersAsWrong),
        ]
        let names: [Table.Column] = [.init("group"), .init("criterion"), .init("judge")]
        return Table(
            columns: names + (counts.map(\.0) + figures.map(\.0)).map { .init($0, alignment: .right) } + [
                .init("warning")
            ],
            rows: reports.map { report in
                let texts = [report.group, report.criterion, report.judge].map(Table.Cell.text)
                let numbers = counts.map { Table.Cell.count($0.1(report)) } + figures.map { .number($0.1(report)) }
                return texts + numbers + [report.warning.map(Table.Cell.text) ?? .unknown]
            }
        )
    }
}
