import Agreement
import Judging
import Studies
import Testing

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

    private func difference(_ table: VerdictTable, _ audit: String) throws -> AuditEstimate {
        try #require(Audit.figures(of: table, options: IntervalOptions(resamples: 50)).first { $0.audit == audit })
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

    @Test func aLoveOfLengthIsFound() throws {
        let long = try difference(points { quality, length, _ in quality + Double(length) / 50 }, "length")
        #expect((long.low ?? 0) > 0.3)
    }

    @Test func aNarrowUseOfTheScaleIsFound() throws {
        let narrow = try difference(points { quality, _, _ in 3 + (quality - 3) / 4 }, "use of the scale")
        #expect((narrow.high ?? 0) < -0.5)
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
            $0.audit == "position"
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
        let moved = figures.filter { $0.audit == Arm.injected.title }
        #expect(moved.map(\.value.value) == [0.8, 0.8, 2])
        let repeated = try #require(figures.first { $0.audit == "repeatability" }?.value)
        // Wilson's interval for 25 of 25 prompts: 25 / (25 + 1.95996²) = .8668.
        #expect(repeated.value == 1 && repeated.high == 1 && abs((repeated.low ?? 0) - 0.8668) < 0.0001)
    }
}
