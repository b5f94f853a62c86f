import Agreement
import Foundation
import Ratings
import Testing

/// Published verdicts, read from files of the documented form; expected values are the publications' own counts.
struct PublishedVerdictTests {
    static let none = IntervalOptions(resamples: 0)

    private func tables(_ rows: [String], header: String) throws -> [VerdictTable] {
        let path = FileManager.default.temporaryDirectory.appending(path: "verdicts-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data((header + "\n" + rows.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path))
        return try VerdictFile.read(path: path)
    }

    private func word(_ character: Character) -> String {
        ["1": "first", "2": "second", "t": "tie"][character] ?? "unparsed"
    }

    private func llmbar(_ run: LLMBar.Run, gold: String, longer: String = "") throws -> VerdictTable {
        let lengths = longer.map { $0 == "1" ? "100,10" : $0 == "2" ? "10,100" : "10,10" }
        var rows: [String] = []
        for (item, gold) in gold.enumerated() {
            let tail = lengths.isEmpty ? "," : lengths[item]
            let original = run.original[run.original.index(run.original.startIndex, offsetBy: item)]
            let swapped = run.swapped[run.swapped.index(run.swapped.startIndex, offsetBy: item)]
            rows.append("\(item),gold,\(word(gold)),human,,\(tail)")
            rows.append("\(item),judge,\(word(original)),judge,first,\(tail)")
            rows.append("\(item),judge,\(word(swapped)),judge,second,\(tail)")
        }
        return try tables(rows, header: "item,rater,verdict,kind,order,first_length,second_length")[0]
    }

    /// 94 of 100 correct is a kappa of .876 and .878, where the publication's own coding printed .255 and .264.
    @Test func ninetyFourPercentCorrectIsAKappaOf878() throws {
        let table = try llmbar(LLMBar.natural, gold: String(LLMBar.gold.prefix(100)))
        let report = VerdictReport.all(of: table, options: Self.none)[0]
        #expect(report.correctFirst == 94 && report.correctSecond == 94 && report.correctBoth == 92)
        #expect(report.consistent == 96 && report.account == "200 read of 200, inconsistent 8")
        #expect(abs((report.kappaFirst ?? 0) - 0.876033) < 1e-6)
        #expect(abs((report.kappaSecond ?? 0) - 0.877651) < 1e-6)
        #expect(abs((report.kappaBetweenOrders ?? 0) - 0.918033) < 1e-6)
    }

    @Test func whatIsUnparsedStandsApart() throws {
        let report = VerdictReport.all(of: try llmbar(LLMBar.eval, gold: LLMBar.evalGold), options: Self.none)[0]
        #expect(report.correctFirst == 133 && report.correctSecond == 131 && report.correctBoth == 113)
        #expect(report.account == "364 read of 400, inconsistent 72, unparsed 36")
        // The publication counts items without any verdict as equal.
        #expect(report.consistent + report.withoutVerdict == 162)
        #expect(abs((report.kappaFirstAsWrong ?? 0) - 0.378479) < 1e-6)
        #expect(abs((report.kappaSecondAsWrong ?? 0) - 0.369748) < 1e-6)
        #expect(abs((report.kappaBetweenOrdersAsWrong ?? 0) - 0.673736) < 1e-6)
        #expect(report.ifWrong == 264.0 / 400 && report.ifRight == 300.0 / 400)
    }

    @Test func ordersOfGPT4AgreeOn389Of419Items() throws {
        let table = try llmbar(LLMBar.gpt4, gold: LLMBar.gold)
        let figure = try #require(
            Audit.figures(of: table, options: IntervalOptions(resamples: 50)).first { $0.audit.title == "position" }
        )
        #expect(figure.items == 419)
        #expect(abs((figure.value.value ?? 0) - 389.0 / 419) < 1e-12)
        let interval = try #require(figure.value.low.flatMap { low in figure.value.high.map { (low, $0) } })
        #expect(interval.0 < 0.928 && interval.1 > 0.928 && interval.1 - interval.0 < 0.06)
    }

    @Test func judgesPreferTheLongerWhereGoldDoesNot() throws {
        for (run, share) in [(LLMBar.gpt4, 67.0 / 236), (LLMBar.chatGPT, 183.0 / 236)] {
            let last = LLMBar.Run(original: String(run.original.suffix(134)), swapped: String(run.swapped.suffix(134)))
            let table = try llmbar(last, gold: String(LLMBar.gold.suffix(134)), longer: LLMBar.longerOfNeighbor)
            let figure = try #require(
                Audit.figures(of: table, options: IntervalOptions(resamples: 50)).first { $0.audit.title == "length" }
            )
            #expect(figure.items == 118 && figure.verdicts == 236)
            #expect(abs((figure.value.value ?? 0) - share) < 1e-12)
            #expect(abs((figure.people.value ?? 0) - 9.0 / 118) < 1e-12)
            #expect((figure.difference.low ?? -1) > 0)
        }
    }

    @Test func pandaLMIsShownWithAndWithoutItsUnparsed() throws {
        var rows: [String] = []
        for (number, entry) in PandaLM.patterns.split(separator: " ").enumerated() {
            let parts = entry.split(separator: ":")
            let marks = Array(parts[0])
            let lengths = marks[4] == "1" ? "100,10" : marks[4] == "2" ? "10,100" : "10,10"
            for copy in 0..<(Int(parts[1]) ?? 0) {
                for annotator in 0..<3 {
                    rows.append("\(number)-\(copy),annotator\(annotator),\(word(marks[annotator])),human,\(lengths)")
                }
                rows.append("\(number)-\(copy),gpt,\(word(marks[3])),judge,\(lengths)")
            }
        }
        let table = try tables(rows, header: "item,rater,verdict,kind,first_length,second_length")[0]
        let report = VerdictReport.all(of: table, options: Self.none)[0]
        #expect(report.account == "974 read of 999, unparsed 25")
        #expect(abs((report.agreement.value ?? 0) - 697.0 / 974) < 1e-12, ".716 without its unparsed")
        #expect(report.ifWrong == 697.0 / 999, ".698 with its unparsed as wrong")
        // Each annotator and each of the other two, on the 974 that the judge has a verdict on: 5388 of 5844.
        #expect(abs((report.peopleAmongThemselves.value ?? 0) - 5388.0 / 5844) < 1e-12)
        // People themselves choose the longer in .70, so one half is no yardstick.
        let figure = try #require(Audit.figures(of: table, options: Self.none).first { $0.audit.title == "length" })
        #expect(abs((figure.people.value ?? 0) - 0.70) < 0.005)
        #expect((figure.difference.value ?? 0) < 0)
    }

    /// debias-llm-as-a-judge @4b4879a (MIT): gpt-4o-mini on Claude Opus 4 against Gemini 2.5 Pro, by model.
    @Test func anAgreementThatChanceGivesIsWarnedOf() throws {
        let cells = [("g", "g", 178), ("c", "g", 54), ("g", "c", 33), ("c", "c", 11), ("g", "", 1)]
        var rows: [String] = []
        var item = 0
        for (people, judge, count) in cells {
            for _ in 0..<count {
                item += 1
                // The two stand in the file now in this order, now in that.
                let models = item % 2 == 0 ? ["c", "g"] : ["g", "c"]
                func choice(_ model: String) -> String {
                    model.isEmpty ? "unparsed" : models[0] == model ? "first" : "second"
                }
                rows.append("\(item),people,\(choice(people)),human,\(models[0]),\(models[1])")
                rows.append("\(item),judge,\(choice(judge)),judge,\(models[0]),\(models[1])")
            }
        }
        let table = try tables(rows, header: "item,rater,verdict,kind,first_model,second_model")[0]
        let report = VerdictReport.all(of: table, options: Self.none)[0]
        #expect(abs((report.agreement.value ?? 0) - 189.0 / 276) < 1e-12)
        #expect(abs((report.kappa.value ?? 0) - 0.014) < 0.0005)
        #expect(report.warning?.contains("68.5 %") == true)
    }

    @Test func everyBadRowIsTold() throws {
        do {
            _ = try tables(
                [
                    "a,j,first,judge,first", "a,j,first,judge,first", "b,j,A,judge,", "c,j,first,robot,", ",j,first,,",
                    "d,j,second,,third", "e,j,3,,",
                ],
                header: "item,rater,verdict,kind,order"
            )
            Issue.record("read")
        } catch {
            let text = "\(error)"
            for line in [3, 4, 6, 7, 8] { #expect(text.contains(":\(line): "), "\(line): \(text)") }
        }
    }
}
