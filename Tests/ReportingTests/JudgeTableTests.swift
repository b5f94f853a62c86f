import Agreement
import Studies
import Testing

@testable import Ratings
@testable import Reporting

/// Which count and which figure of a judge stands in which column.
struct JudgeTableTests {
    private func cells(_ table: Table, row: Int = 0) -> [String: JSONValue] {
        Dictionary(zip(table.columns.map(\.key), table.rows[row].map(\.value))) { first, _ in first }
    }

    @Test func aWithheldAuditHasNoCounts() {
        var figure = AuditFigure(.selfPreference, "own less others", items: 12, verdicts: 30)
        figure.value = Estimate(value: 0.25, itemCount: 12, ratingCount: 30)
        figure.people = Estimate(value: 0.125, itemCount: 12, ratingCount: 30)
        let open = cells(AuditTable.table([figure]))
        #expect(open["items"] == .number(12) && open["verdicts"] == .number(30))
        #expect(open["judge_value"] == .number(0.25) && open["people_value"] == .number(0.125))
        let hidden = cells(AuditTable.table([figure.blinded]))
        #expect(hidden["items"] == .null && hidden["verdicts"] == .null && hidden["judge_value"] == .null)
    }

    /// Of three items that both versions judged the older has a mean of 3, the newer of 11/3.
    @Test func whatStoodBeforeStandsBeforeWhatCameAfter() throws {
        func unit(_ name: String, _ before: Double?, _ after: Double?) -> VersionChange.Unit {
            VersionChange.Unit(item: name, prompt: name, before: before, after: after, people: nil)
        }
        let units = [
            unit("a", 2, 3), unit("b", 3, 3), unit("c", 4, 5), unit("d", 1, nil), unit("e", nil, 4), unit("f", nil, 2),
        ]
        let options = IntervalOptions(resamples: 0)
        let change = VersionChange(units, criterion: "overall", isPairwise: false, options: options)
        let table = ChangeTables.figures([change])
        let mean = cells(table)
        #expect(mean["figure"] == .string("mean") && mean["items"] == .number(3) && mean["before"] == .number(3))
        #expect(abs((mean["after"]?.number ?? 0) - 11.0 / 3) < 1e-12 && (mean["value"]?.number ?? 0) > 0.6)
        #expect(cells(table, row: 4)["figure"] == .string("verdict only before"))
        #expect(cells(table, row: 4)["items"] == .number(1) && cells(table, row: 5)["items"] == .number(2))
        let flips = ChangeTables.flips(change, limit: 4)
        #expect(flips.rows.map { $0[0].value } == ["d", "e", "f", "a"].map(JSONValue.string))
        #expect(cells(flips, row: 3)["before"] == .number(2) && cells(flips, row: 3)["after"] == .number(3))
    }

    private var report: VerdictReport {
        var report = VerdictReport(group: "", criterion: "better", judge: "gpt", isChoice: true, items: 10)
        (report.itemsWithPeople, report.wanted, report.read, report.used) = (9, 20, 17, 15)
        (report.unparsed, report.refused, report.errors, report.missing) = (1, 2, 3, 4)
        (report.consistent, report.inconsistent, report.withoutVerdict, report.inOneOrder) = (6, 3, 5, 7)
        (report.correct, report.correctFirst, report.correctSecond, report.correctBoth) = (11, 12, 13, 14)
        report.agreement = Estimate(value: 0.625, itemCount: 9, ratingCount: 9)
        report.kappa = Estimate(value: 0.375, itemCount: 9, ratingCount: 9)
        report.distance = Estimate(value: 0.25, itemCount: 9, ratingCount: 9)
        report.spearman = Estimate(value: 0.875, itemCount: 9, ratingCount: 9)
        (report.ifWrong, report.ifRight) = (0.5, 0.75)
        return report
    }

    @Test func everyCountOfVerdictsStandsUnderItsName() {
        let long = cells(VerdictTables.long([report]))
        let counts = [
            "items": 10, "items_with_people": 9, "wanted": 20, "read": 17, "used": 15, "unparsed": 1, "refused": 2,
            "error": 3, "missing": 4, "consistent": 6, "inconsistent": 3, "without_verdict": 5, "in_one_order": 7,
            "correct": 11, "correct_first": 12, "correct_second": 13, "correct_both": 14,
        ]
        for (name, count) in counts { #expect(long[name] == .number(Double(count)), "\(name)") }
        #expect(long["agreement"] == .number(0.625) && long["kappa"] == .number(0.375))
        #expect(long["if_wrong"] == .number(0.5) && long["if_right"] == .number(0.75))
    }

    @Test func aChoiceHasAShareAndAScaleADistance() {
        let choice = cells(VerdictTables.short([report]))
        #expect(choice["value"] == .string("alike 0.625") && choice["association"] == .number(0.375))
        #expect(choice["orders"] == .string("6 of 9") && choice["range"] == .string("0.500 … 0.750"))
        var scale = report
        scale.isChoice = false
        (scale.consistent, scale.inconsistent) = (0, 0)
        let points = cells(VerdictTables.short([scale]))
        #expect(points["value"] == .string("apart 0.250") && points["association"] == .number(0.875))
        #expect(points["orders"] == .null)
    }

    @Test func whatWasNotReadIsSaidAndNothingElse() {
        let words = report.words ?? ""
        #expect(words.hasPrefix("gpt, 'better': 17 read of 20"), "\(words)")
        #expect(words.hasSuffix("share alike 0.500 if the unread were wrong, 0.750 if right."), "\(words)")
        var whole = report
        whole.wanted = 17
        #expect(whole.words == nil)
        whole.warning = "chance gives that share"
        #expect(whole.words?.hasSuffix("; chance gives that share.") == true)
        #expect(whole.words?.contains("if the unread were wrong") == false)
    }

    // MARK: the documents

    /// A reader gets what a page holds, a program every figure; both get what must be known.
    @Test func verdictsAreShortForReadersAndWholeForPrograms() throws {
        let options = IntervalOptions(resamples: 7, confidence: 0.9, seed: 5)
        let document = VerdictsDocument([report], options: options, notes: ["One is stale."])
        let csv = document.written(as: .csv)
        #expect(csv.hasPrefix("group,criterion,judge,items,items_with_people,wanted,read,used,ties,unparsed,"))
        #expect(csv.contains("\r\n,better,gpt,10,9,20,17,15,"))
        #expect(document.written(as: .markdown).hasPrefix("| criterion | judge | items | verdicts / items | beside "))
        let table = PageWidth.$asked.withValue(300) { document.written(as: .table) }
        #expect(table.contains("  alike 0.625  ") && !table.contains("kappa_low"))
        let json = try JSONValue(parsing: document.written(as: .json))
        #expect(json["schema"]?.string == "slam.judge.verdicts.v1" && json["confidence"]?.number == 0.9)
        #expect(json["rows"]?.array?.first?["kappa"]?.number == 0.375)
        let notes = json["notes"]?.array?.compactMap(\.string) ?? []
        #expect(notes.count == 2 && notes.first == report.words && notes.last == "One is stale.")
        #expect(document.words == notes.map { $0 + "\n" }.joined())
    }

    @Test(arguments: Format.allCases) func aBlindAuditKeepsWhatTellsAModel(format: Format) throws {
        var figure = AuditFigure(.selfPreference, "own less others", items: 12, verdicts: 31)
        figure.judge = HostileText.text
        figure.value = Estimate(value: 0.28125, itemCount: 12, ratingCount: 31)
        func text(isBlind: Bool) -> String {
            let options = IntervalOptions(resamples: 0)
            let document = AuditDocument([figure], isBlind: isBlind, options: options, notes: ["n"])
            return PageWidth.$asked.withValue(300) { document.written(as: format) }
        }
        let shown = format == .table || format == .markdown ? "0.281" : "0.28125"
        #expect(text(isBlind: false).contains(shown) && text(isBlind: false).contains("31"))
        #expect(!text(isBlind: true).contains("0.28") && !text(isBlind: true).contains("31"))
        #expect(try HostileText.isHarmless(text(isBlind: false), format))
    }

    private func changes(_ name: String = "a") -> ChangesDocument {
        func unit(_ name: String, _ before: Double, _ after: Double) -> VersionChange.Unit {
            VersionChange.Unit(item: name, prompt: "p-\(name)", before: before, after: after, people: 2)
        }
        let options = IntervalOptions(resamples: 0, seed: 5)
        let moved = VersionChange(
            [unit(name, 1, 4), unit("b", 2, 3), unit("c", 3, 3)],
            criterion: "overall",
            isPairwise: false,
            options: options
        )
        let same = VersionChange([unit("c", 3, 3)], criterion: "clear", isPairwise: false, options: options)
        return ChangesDocument([moved, same], flips: 1, options: options)
    }

    /// The farthest first and no more than asked for; a criterion in which nothing flipped has no list.
    @Test func whatFlippedStandsBelowTheFiguresAndBesideThemInJSON() throws {
        for format in [Format.table, .markdown] {
            let text = changes().written(as: format)
            #expect(text.contains("\n\noverall: 2 flipped items\n") && !text.contains("clear: "), "\(text)")
            #expect(text.contains("p-a") && !text.contains("p-b"), "\(text)")
        }
        let csv = changes().written(as: .csv)
        #expect(csv.hasPrefix("criterion,figure,items,before,after,value,interval\r\noverall,mean,3,2,3."))
        #expect(!csv.contains("p-a"))
        let json = try JSONValue(parsing: changes().written(as: .json))
        #expect(json["schema"]?.string == "slam.judge.diff.v1" && json["seed"]?.number == 5)
        #expect(json["rows"]?.array?.first?["criterion"]?.string == "overall" && json["notes"] == .array([]))
        let flips = json["flips"]?.array ?? []
        #expect(flips.count == 1 && flips.first?["criterion"]?.string == "overall")
        #expect(flips.first?["prompt"]?.string == "p-a" && flips.first?["after"]?.number == 4)
    }

    @Test(arguments: [Format.table, .markdown, .json]) func aFlippedItemActsNowhere(format: Format) throws {
        #expect(try HostileText.isHarmless(changes(HostileText.text).written(as: format), format))
    }
}
