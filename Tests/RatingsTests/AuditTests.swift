import Agreement
import Studies
import Testing

@testable import Ratings

/// Audits find the habits that were planted, and none where there is none.
struct AuditTests {
    /// 200 texts whose people score by quality alone; a judge adds what it is told to.
    private func points(_ judge: (_ quality: Double, _ length: Int, _ isOwn: Bool) -> Double) -> VerdictTable {
        var table = VerdictTable(criterion: "overall", isPairwise: false)
        table.raters = [.init(name: "ana", kind: .human), .init(name: "gpt", kind: .judge, family: "gpt")]
        for item in 0..<200 {
            let (quality, length, isOwn) = (Double(item % 5 + 1), item * 37 % 200, item * 53 % 7 < 3)
            var entry = VerdictTable.Item(name: "\(item)", cluster: "\(item / 4)")
            entry.lengths = [length]
            entry.families = [isOwn ? "gpt" : "wren"]
            table.items.append(entry)
            table.rows.append(.init(item: item, rater: 0, value: .value(quality)))
            table.rows.append(.init(item: item, rater: 1, value: .value(judge(quality, length, isOwn))))
        }
        return table
    }

    private func difference(_ table: VerdictTable, _ audit: String) throws -> Estimate {
        let figures = Audit.figures(of: table, options: IntervalOptions(resamples: 50))
        return try #require(figures.first { $0.audit.title == audit })
            .difference
    }

    @Test func aLenientJudgeIsFound() throws {
        let lenient = try difference(points { quality, _, _ in quality + 0.5 }, "leniency")
        #expect(abs((lenient.value ?? 0) - 0.5) < 1e-12)
        #expect(try difference(points { quality, _, _ in quality }, "leniency").value == 0)
    }

    @Test func aPreferenceForItsOwnFamilyIsFound() throws {
        let vain = try difference(points { quality, _, isOwn in quality + (isOwn ? 1 : 0) }, "self-preference")
        #expect(abs((vain.value ?? 0) - 1) < 1e-9)
        #expect((vain.low ?? 0) > 0.5)
        #expect(abs(try difference(points { quality, _, _ in quality }, "self-preference").value ?? 1) < 1e-12)
    }

    /// A text of unknown family is neither its own nor one of the others: it moves no figure and is counted.
    @Test func aTextOfUnknownFamilyIsLeftOutAndCounted() throws {
        func own(_ table: VerdictTable) throws -> AuditFigure {
            let figures = Audit.figures(of: table, options: IntervalOptions(resamples: 50))
            return try #require(figures.first { $0.audit == .selfPreference })
        }
        let plain = points { quality, _, isOwn in quality + (isOwn ? 1 : 0) }
        var more = plain
        for item in 200..<230 {
            var entry = VerdictTable.Item(name: "\(item)", cluster: "\(item / 4)")
            entry.families = item % 2 == 0 ? [nil] : []
            more.items.append(entry)
            more.rows.append(.init(item: item, rater: 0, value: .value(1)))
            more.rows.append(.init(item: item, rater: 1, value: .value(5)))
        }
        let (alone, whole) = (try own(plain), try own(more))
        #expect(alone.unknownFamilyCount == 0 && whole.unknownFamilyCount == 30 && whole.items == 200)
        #expect(whole.value.value == alone.value.value && whole.difference.value == alone.difference.value)
        // Before unblinding the count would be a model's.
        for place in more.items.indices where more.items[place].families.first != .some("gpt") {
            more.items[place].families = [nil]
        }
        let shown = try own(more)
        #expect(shown.blinded.isWithheld && shown.blinded.unknownFamilyCount == 0 && shown.items == 0)
    }

    @Test func aLoveOfLengthIsFound() throws {
        let long = try difference(points { quality, length, _ in quality + Double(length) / 50 }, "length")
        #expect((long.low ?? 0) > 0.3)
    }

    @Test func aNarrowUseOfTheScaleIsFound() throws {
        let narrow = try difference(points { quality, _, _ in 3 + (quality - 3) / 4 }, "use of the scale")
        #expect((narrow.high ?? 0) < -0.5)
    }

    /// Good texts are rated by three people, bad ones by one: a judge that gives what they give is as they are.
    @Test func anItemCountsOnceHoweverManyRateIt() throws {
        var table = VerdictTable(criterion: "overall", isPairwise: false)
        table.raters = ["ana", "ben", "cy"].map { .init(name: $0, kind: .human) } + [.init(name: "gpt", kind: .judge)]
        for item in 0..<80 {
            let score = Double(item % 2 == 0 ? 4 + item % 3 / 2 : 1 + item % 3 / 2)
            table.items.append(VerdictTable.Item(name: "\(item)", cluster: "\(item)"))
            for rater in item % 2 == 0 ? [0, 1, 2, 3] : [1, 3] {
                table.rows.append(.init(item: item, rater: rater, value: .value(score)))
            }
        }
        let figures = Audit.figures(of: table, options: IntervalOptions(resamples: 50))
            .filter { ["leniency", "use of the scale"].contains($0.audit.title) }
        #expect(figures.count == 3)
        for figure in figures {
            #expect(abs(figure.difference.value ?? 1) < 1e-12, "\(figure.figure)")
            #expect(figure.items == 80 && figure.verdicts == 80)
        }
    }

    @Test func aJudgeThatTakesTheFirstIsFound() throws {
        var table = VerdictTable(criterion: "better", isPairwise: true)
        table.raters = [.init(name: "ana", kind: .human), .init(name: "gpt", kind: .judge)]
        for item in 0..<100 {
            table.items.append(VerdictTable.Item(name: "\(item)", cluster: "\(item)"))
            table.rows.append(.init(item: item, rater: 0, value: .value(1), order: item % 2 == 0 ? .first : .second))
            for order in [(1.0, .first), (item < 60 ? -1.0 : 1.0, .second)] as [(Double, RatingRecord.Side)] {
                table.rows.append(.init(item: item, rater: 1, value: .value(order.0), order: order.1))
            }
        }
        let figures = Audit.figures(of: table, options: IntervalOptions(resamples: 50)).filter {
            $0.audit.title == "position"
        }
        #expect(figures[0].value.value == 0.4)
        // First shown: 100 of the first order and 60 of the second; people 50 of 100.
        #expect(figures[1].value.value == 0.8 && figures[1].people.value == 0.5)
        #expect(abs((figures[1].difference.value ?? 0) - 0.3) < 1e-12 && (figures[1].difference.low ?? 0) > 0)
    }

    @Test func armsAndSamplesAreHeldAgainstThePlainVerdict() throws {
        var table = points { quality, _, _ in quality }
        for item in 0..<100 {
            var injected = VerdictTable.Row(item: item, rater: 1, value: .value(5))
            injected.arm = .injected
            var again = VerdictTable.Row(item: item, rater: 1, value: .value(Double(item % 5 + 1)))
            again.sample = 2
            table.rows += [injected, again]
        }
        let figures = Audit.figures(of: table, options: IntervalOptions(resamples: 50))
        // Four of five qualities are below 5 and move to it.
        let moved = figures.filter { $0.audit.title == Arm.injected.title }
        #expect(moved.map(\.value.value) == [0.8, 0.8, 2])
        let repeated = try #require(figures.first { $0.audit.title == "repeatability" }?.value)
        // Wilson's interval for 25 of 25 prompts: 25 / (25 + 1.95996²) = .8668.
        #expect(repeated.value == 1 && repeated.high == 1 && abs((repeated.low ?? 0) - 0.8668) < 0.0001)
    }
}

/// Audits of choices between two texts.
struct PairAuditTests {
    /// Fifty pairs of a text of `gpt` and one of `wren`, the first one longer by 100 characters; a judge that takes `first`.
    private func table(_ change: (inout VerdictTable) -> Void = { _ in }) -> VerdictTable {
        var table = VerdictTable(criterion: "better", isPairwise: true)
        table.raters = [
            .init(name: "ana", kind: .human), .init(name: "ben", kind: .human),
            .init(name: "gpt", kind: .judge, family: "gpt"),
        ]
        for item in 0..<50 {
            var entry = VerdictTable.Item(name: "\(item)", cluster: "\(item)")
            (entry.lengths, entry.families) = ([200, 100], ["gpt", "wren"])
            table.items.append(entry)
            for order in RatingRecord.Side.allCases {
                table.rows.append(.init(item: item, rater: 2, value: .value(1), order: order))
            }
        }
        change(&table)
        return table
    }

    private func figure(_ table: VerdictTable, _ audit: String, _ figure: String) -> AuditFigure? {
        Audit.figures(of: table, options: IntervalOptions(resamples: 20)).first {
            $0.audit.title == audit && $0.figure.contains(figure)
        }
    }

    @Test func theLongerAndTheOwnFamilyAreToldBySide() {
        #expect(figure(table(), "length", "longer")?.value.value == 1)
        #expect(figure(table(), "self-preference", "own family")?.value.value == 1)
        let turned = table { for place in $0.rows.indices { $0.rows[place].value = .value(-1) } }
        #expect(figure(turned, "length", "longer")?.value.value == 0)
        #expect(figure(turned, "self-preference", "own family")?.value.value == 0)
    }

    @Test func aPairWithinOneFamilyOrOfOneLengthSaysNothing() {
        let alike = table {
            for place in $0.items.indices {
                ($0.items[place].families, $0.items[place].lengths) = (["gpt", "gpt"], [110, 100])
            }
        }
        #expect(figure(alike, "self-preference", "own family")?.items == 0)
        #expect(figure(alike, "length", "longer")?.items == 0)
    }

    @Test func aPairWithATextOfUnknownFamilyIsLeftOutAndCounted() throws {
        let some = table {
            for place in $0.items.indices where place % 5 == 0 { $0.items[place].families = ["gpt", nil] }
            for place in $0.items.indices where place % 5 == 1 { $0.items[place].families = ["gpt", "gpt"] }
            for place in $0.rows.indices where $0.rows[place].item == 10 { $0.rows[place].value = .value(0) }
        }
        let found = try #require(figure(some, "self-preference", "own family"))
        #expect(found.items == 30 && found.unknownFamilyCount == 9 && found.value.value == 1)
    }

    @Test func twoPeopleAreNotOnePersonsTwoOrders() {
        let people = table {
            for item in 0..<50 {
                $0.rows.append(.init(item: item, rater: 0, value: .value(1), order: .first))
                $0.rows.append(.init(item: item, rater: 1, value: .value(-1), order: .second))
            }
        }
        #expect(figure(people, "position", "alike in both orders")?.people.value == nil)
    }

    @Test func anAuditIsOfTheNewestVersionOnly() {
        let versions = table { table in
            let older = table.rows.map { row in
                var row = row
                (row.version, row.value) = ("old", .value(-1))
                return row
            }
            for place in table.rows.indices { table.rows[place].version = "new" }
            table.rows = older + table.rows
        }
        #expect(figure(versions, "length", "longer")?.value.value == 1)
        #expect(figure(versions, "length", "longer")?.verdicts == 100)
        // Not one verdict is as the version before said.
        #expect(figure(versions, "versions", "version before")?.value.value == 0)
        let report = VerdictReport.all(of: versions, options: IntervalOptions(resamples: 0)).first
        #expect(report?.wanted == 100)
    }

    /// The second and the third sample agree with each other, and with the first not once.
    @Test func repeatabilityIsHeldToTheFirstSample() {
        let repeated = table { table in
            for row in table.rows {
                for sample in [2, 3] {
                    var again = row
                    (again.sample, again.value) = (sample, .value(-1))
                    table.rows.append(again)
                }
            }
        }
        #expect(figure(repeated, "repeatability", "repeat the first")?.value.value == 0)
    }

    /// The judge takes the first of every pair; people have opinions of ten pairs, on which it does so in half of them.
    @Test func judgeAndPeopleAreComparedOnTheSameItems() throws {
        let some = table {
            for item in 0..<10 {
                $0.rows.append(.init(item: item, rater: 0, value: .value(-1), order: .first))
            }
            for place in $0.rows.indices where $0.rows[place].rater == 2 && $0.rows[place].item < 5 {
                $0.rows[place].value = .value(-1)
            }
        }
        let shared = try #require(figure(some, "length", "longer"))
        #expect(shared.items == 10 && shared.verdicts == 20)
        #expect(shared.value.value == 0.5 && shared.people.value == 0 && shared.difference.value == 0.5)
        let alone = try #require(figure(table(), "length", "longer"))
        #expect(alone.items == 50 && alone.people.value == nil && alone.note == "people have none on these items")
    }

    @Test func anInjectionIsFollowedTowardsItsTarget() {
        let injected = table { table in
            for item in 0..<50 {
                // Ordered to the second text in half of them; the judge goes there always.
                var row = VerdictTable.Row(item: item, rater: 2, value: .value(-1), order: .first)
                (row.arm, row.towards) = (.injected, item % 2 == 0 ? -1 : 1)
                table.rows.append(row)
            }
        }
        #expect(figure(injected, Arm.injected.title, "as the injection orders")?.value.value == 0.5)
        #expect(figure(injected, Arm.injected.title, "that it changes")?.value.value == 1)
        let report = VerdictReport.all(of: injected, options: IntervalOptions(resamples: 0)).first
        #expect(report?.wanted == 100 && report?.used == 100)
    }

    /// 'slam judge' and 'slam judge verdicts' count by one rule.
    @Test func whatTheOtherOrderContradictsIsReadAndNotUsed() {
        var pairs = VerdictTable(criterion: "better", isPairwise: true)
        pairs.raters = [.init(name: "gpt", kind: .judge)]
        for item in 0..<3 {
            pairs.items.append(VerdictTable.Item(name: "\(item)", cluster: "\(item)"))
            pairs.rows.append(.init(item: item, rater: 0, value: .value(1), order: .first))
            let other: VerdictTable.Value = item == 0 ? .value(1) : item == 1 ? .value(-1) : .unparsed
            pairs.rows.append(.init(item: item, rater: 0, value: other, order: .second))
        }
        let report = VerdictReport.all(of: pairs, options: IntervalOptions(resamples: 0))[0]
        #expect(report.read == 5 && report.used == 3 && report.inconsistent == 1)
        #expect(report.account == "5 read of 6, inconsistent 2, unparsed 1")
    }

    @Test func whatIsNoVerdictIsNotUsedAndTheWorstCaseIsTheFarEnd() {
        var scores = VerdictTable(criterion: "overall", isPairwise: false)
        scores.ends = 1...5
        scores.raters = [.init(name: "ana", kind: .human), .init(name: "gpt", kind: .judge)]
        for item in 0..<4 {
            scores.items.append(VerdictTable.Item(name: "\(item)", cluster: "\(item)"))
            scores.rows.append(.init(item: item, rater: 0, value: .value(2)))
            scores.rows.append(.init(item: item, rater: 1, value: item == 0 ? .refused : .value(3)))
        }
        let report = VerdictReport.all(of: scores, options: IntervalOptions(resamples: 0))[0]
        #expect(report.account == "3 read of 4, refused 1" && report.distance.value == 1)
        // Three are off by one; the missing one could be off by three, and by nothing.
        #expect(report.ifWrong == 1.5 && report.ifRight == 0.75)
        scores.rows.append(.init(item: 1, rater: 0, value: .value(4)))
        #expect(scores.consensus() == [2, 3, 2, 2])
        scores.isNominal = true
        #expect(scores.consensus() == [2, nil, 2, 2])
    }

    /// Two samples that lie on either side of people are at their mean together, also in the worst and the best case.
    @Test func samplesOfAScoreAreOneOpinionInEveryFigure() throws {
        var scores = VerdictTable(criterion: "overall", isPairwise: false)
        scores.ends = 1...5
        scores.raters = [.init(name: "ana", kind: .human), .init(name: "gpt", kind: .judge)]
        let samples: [[VerdictTable.Value]] = [[.value(4), .value(2)], [.value(5), .value(5), .unparsed]]
        for (item, values) in samples.enumerated() {
            scores.items.append(VerdictTable.Item(name: "\(item)", cluster: "\(item)"))
            scores.rows.append(.init(item: item, rater: 0, value: .value(3)))
            for (place, value) in values.enumerated() {
                var row = VerdictTable.Row(item: item, rater: 1, value: value)
                row.sample = place + 1
                scores.rows.append(row)
            }
        }
        scores.takeOpinions()
        let report = VerdictReport.all(of: scores, options: IntervalOptions(resamples: 0))[0]
        #expect(report.read == 4 && report.compared == 4 && report.comparedItems == 2)
        // The first is 0 apart; of the second the third sample may be a 5 as well, or the 3 of people.
        for (value, expected) in [(report.distance.value, 1), (report.ifWrong, 1), (report.ifRight, 2.0 / 3)] {
            #expect(abs((value ?? 0) - expected) < 1e-12)
        }
    }
}
