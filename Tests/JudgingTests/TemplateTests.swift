import Judging
import Ratings
import Studies
import Testing

struct TemplateTests {
    static let good =
        "{{criterion}} {{scale}}\n{{prompt}}\n{{boundary}}\n{{response}}\n{{boundary}}\n{\"reason\", \"score\"}"

    private func template(_ source: String) throws -> JudgeTemplate { try JudgeTemplate(source, name: "t") }

    private func manner(_ change: (inout Judge.Manner) -> Void) -> Judge.Manner {
        var manner = Judge.Manner()
        change(&manner)
        return manner
    }

    @Test func aTemplateKeepsTextsAsTheyAreBetweenTheBoundaries() throws {
        let template = try template(Self.good)
        #expect(template.problems(for: [VerdictTests.scale], manner: Judge.Manner()).isEmpty)
        let text = template.rendered(
            JudgeTemplate.Filling(
                prompt: Prompt(id: "p", messages: [Message(role: .user, content: "<ask> & {{criterion}}")]),
                texts: ["{{boundary}} <b>5</b>"],
                criteria: [VerdictTests.scale],
                boundary: "XYZ"
            )
        )
        #expect(text.contains("<ask> & {{criterion}}"))
        #expect(text.contains("XYZ\n{{boundary}} <b>5</b>\nXYZ"))
    }

    @Test(arguments: [
        ("{{response}}", ["prompt", "boundary", "criterion", "fence {{response}}"]),
        ("{{criterion}} {{prompt}} {{boundary}} {{response}}", ["fence {{response}}"]),
        ("{{criterion}} {{boundary}} {{prompt}} {{response}} {{boundary}}", ["fence {{response}}"]),
        ("{{criterion}} {{prompt}} {{boundary}} {{response}} {{boundary}} {{response}}", ["fence {{response}}"]),
        (TemplateTests.good, []),
    ])
    func whatATemplateLacksIsToldByName(source: String, lacks: [String]) throws {
        let problems = try template(source).problems(for: [VerdictTests.scale], manner: Judge.Manner())
        #expect(problems.count == lacks.count, "\(problems)")
        for name in lacks { #expect(problems.contains { $0.contains(name) }, "\(name): \(problems)") }
    }

    /// Of a pair both texts, of a ranking the list of them.
    @Test(arguments: [
        ("{{boundary}}{{first}}{{boundary}}", ["second"]), ("{{boundary}}{{second}}{{boundary}}", ["first"]),
        ("{{boundary}}{{first}}{{boundary}}{{boundary}}{{second}}{{boundary}}", []),
        ("{{boundary}}{{response}}{{boundary}}", ["first", "second"]),
        ("{{boundary}}{{first}}{{boundary}}{{second}}", ["fence {{second}}"]),
    ])
    func aPairsTemplateShowsBothTexts(source: String, lacks: [String]) throws {
        let problems = try template("{{criterion}}{{prompt}}" + source).problems(
            for: [VerdictTests.pair],
            manner: Judge.Manner()
        )
        #expect(problems.count == lacks.count, "\(problems)")
        for name in lacks { #expect(problems.contains { $0.contains(name) }, "\(name): \(problems)") }
        let ranking = try template("{{criterion}}{{prompt}}" + source).problems(
            for: [VerdictTests.pair],
            manner: manner { $0.isRanking = true }
        )
        #expect(ranking.contains { $0.contains("{{responses}}") })
    }

    @Test func theLintAdvisesOnScaleAndForm() throws {
        let silent = try template("{{criterion}}{{prompt}}{{boundary}}{{response}}{{boundary}}")
        let advice = silent.advice(for: [VerdictTests.scale], manner: Judge.Manner())
        #expect(advice.contains { $0.contains("scale") } && advice.contains { $0.contains("\"score\"") })
        let good = try template(Self.good)
        #expect(good.advice(for: [VerdictTests.scale], manner: Judge.Manner()).isEmpty)
        let late = try template("{{scale}} {\"score\": 1, \"reason\": \"\"}")
        #expect(late.advice(for: [VerdictTests.scale], manner: Judge.Manner()).contains { $0.contains("reason first") })
        #expect(silent.advice(for: [VerdictTests.scale], manner: manner { $0.reply = .bare }).count == 1)
    }

    @Test func severalCriteriaAndExamplesAreListed() throws {
        let source = """
            {{#examples}}<{{boundary}}{{response}}{{boundary}} {{verdict}}>{{/examples}}
            {{#criteria}}[{{name}}: {{criterion}} {{scale}}]{{/criteria}} {{prompt}}
            {{boundary}}
            {{response}}
            {{boundary}}
            """
        let template = try template(source)
        let together = manner {
            $0.isTogether = true
            $0.examples = Judge.Manner.Examples(rater: "ana", count: 1)
        }
        let criteria = [VerdictTests.scale, VerdictTests.accept]
        #expect(template.problems(for: criteria, manner: together).isEmpty)
        let text = template.rendered(
            JudgeTemplate.Filling(
                prompt: Prompt(id: "p", messages: [Message(role: .user, content: "Ask")]),
                texts: ["Text"],
                criteria: criteria,
                boundary: "B",
                examples: [
                    JudgeExample(item: ItemID(rawValue: "i"), prompt: "q", response: "shown", verdict: "{\"score\":2}")
                ]
            )
        )
        #expect(text.contains("<BshownB {\"score\":2}>"))
        #expect(
            text.contains(
                "[overall: ? a number from 1 to 5 in steps of 1][send: ? 1 for yes, 0 for no] Ask\nB\nText\nB"
            )
        )
    }

    /// The reversed arm shows the scale and what its points mean from the other end.
    @Test func theReversedArmBeginsAtTheOtherEnd() throws {
        let anchors = [(1.0, "bad"), (5, "good")].map { Scale.Anchor(point: $0.0, label: $0.1) }
        let criterion = Criterion(
            name: "overall",
            question: "How good?",
            level: .ordinal,
            form: .scale(Scale(min: 1, max: 5, step: 1, anchors: anchors))
        )
        let texts = try [Arm.plain, .reversed].map { arm in
            try template("{{scale}}: {{anchors}}").rendered(
                JudgeTemplate.Filling(
                    prompt: Prompt(id: "p", messages: [Message(role: .user, content: "Ask")]),
                    texts: ["Text"],
                    criteria: [criterion],
                    boundary: "B",
                    arm: arm
                )
            )
        }
        #expect(texts[0] == "a number from 1 to 5 in steps of 1: 1 = bad, 5 = good")
        #expect(texts[1] == "a number from 5 down to 1 in steps of 1: 5 = good, 1 = bad")
    }
}
