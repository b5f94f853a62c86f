import Fixtures
import Studies
import Testing

struct StudyFileTests {
    let folder: TemporaryFolder
    let workspace: Workspace

    init() throws {
        folder = try TemporaryFolder()
        workspace = Workspace(path: folder.path)
    }

    static let good = """
        version: 1
        endpoints: {api: {kind: openai, url: "https://api.example.com/v1/", key: OPENAI_API_KEY, limits: {concurrency: 8}}}
        models:
          large: {endpoint: api, model: gpt-4-0613, family: gpt, baseline: true, price: {input: 0.15, output: 60}}
          small: {endpoint: api, model: tiny, temperature: 0.2}
        sampling: {temperature: 0.7, max_tokens: 400, seed: 7, samples: 2}
        criteria:
          overall: {question: "How good?", level: ordinal, scale: {min: 1, max: 5, step: 0.5}, anchors: {1: poor, 5: excellent}}
          better: {question: "Which one?", pairwise: {tie: true, both_bad: false}}
          send: {question: "Would you send it?", accept: true}
        reviewers: [ana, ben]
        review: {overlap: 2, overlap_share: 0.2, repeats: 0.05, pairs: baseline, lease: 30m, show: [system, reference, truncated], seed: 7}
        judges: {gpt: {endpoint: api, model: gpt-4, criteria: [overall], template: judge.mustache}}
        similarity: {to-large: {embedder: lexical, anchor: large, band: 0.02}}
        """

    private func read(_ yaml: String, prompts: String = "{\"id\": \"p1\", \"prompt\": \"Hello\"}\n") throws -> Study {
        try folder.write("Prompts/s/study.yaml", yaml)
        try folder.write("Prompts/s/prompts.jsonl", prompts)
        try folder.write("Prompts/s/judge.mustache", "{{prompt}}")
        return try Study.read("s", in: workspace)
    }

    private func mistakes(_ yaml: String, prompts: String = "{\"id\": \"p1\", \"prompt\": \"Hello\"}\n") -> [Mistake] {
        do {
            _ = try read(yaml, prompts: prompts)
            return []
        } catch let mistakes as Mistakes {
            return mistakes.all
        } catch {
            return [Mistake(file: "?", line: nil, message: "\(error)")]
        }
    }

    /// Some editors put a mark before a text in UTF-8: it is no part of the first key, and of no template.
    @Test func aMarkBeforeTheTextIsPassedOver() throws {
        _ = try read(Self.good)
        try folder.write("Prompts/s/study.yaml", "\u{FEFF}" + Self.good)
        try folder.write("Prompts/s/judge.mustache", "\u{FEFF}{{prompt}}")
        try folder.write("Annotations/s/guidelines.md", "\u{FEFF}Read all.")
        let study = try Study.read("s", in: workspace)
        #expect(study.models.map(\.name) == ["large", "small"] && study.guidelines == "Read all.")
        #expect(study.templates["judge.mustache"] == "{{prompt}}")
    }

    @Test func whatWouldAskSomethingElseIsNoExtra() {
        let yaml = Self.good.replacing("temperature: 0.2}", with: "extra: {model: other, n: 2, top_k: 5}}")
        let told = mistakes(yaml).map(\.description)
        #expect(told.count == 2 && told.allSatisfy { $0.contains("study.yaml:5") && $0.contains("is not for extra") })
    }

    @Test(arguments: [
        (#"(?P<score>\d)"#, "no regular expression that ICU reads"), (#"(\d"#, "no regular expression that ICU reads"),
        (#"\d"#, "must have exactly one group"), (#"(\d)|(\w)"#, "must have exactly one group"),
        (#"(?<score>\d)"#, nil), (#"(?:a|b)(?=c)[(](\d)"#, nil),
    ])
    func aPatternThatCannotBeStoppedIsRefusedWithItsLine(pattern: String, words: String?) {
        let yaml = Self.good.replacing("judge.mustache}", with: "judge.mustache, reply: {pattern: '\(pattern)'}}")
        let told = mistakes(yaml).map(\.description)
        #expect(told.count == (words == nil ? 0 : 1), "\(told)")
        if let words { #expect(told.first?.contains(words) == true && told[0].contains("study.yaml:13"), "\(told)") }
    }

    @Test func aJudgeMayBeLittleWorseThanAPersonOnly() throws {
        let wide = Self.good + "\ncalibration: {judge_margin: 0.5}\n"
        let told = mistakes(wide).map(\.description)
        #expect(told.count == 1 && told[0].contains("judge_margin must be at most 0.2"), "\(told)")
        #expect(mistakes(wide.replacing("0.5}\n", with: "0.2}\n")).isEmpty)
        // Half a point of a scale is no share.
        let scale = wide.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("accept:") && !$0.contains("pairwise:") && !$0.contains("review:") }
            .joined(separator: "\n")
        #expect(mistakes(scale).isEmpty, "\(mistakes(scale))")
        #expect(try read(scale).calibration.judgeMargin == 0.5)
    }

    @Test func eachCriterionMayHaveAMarginForItsJudges() throws {
        let yaml = """
            version: 1
            models: {a: {model: a}}
            criteria:
              overall: {question: "?", scale: {min: 1, max: 5, step: 1}, judge_margin: 0.4}
              send: {question: "?", accept: true, judge_margin: 0.05}
              exact: {question: "?", scale: {min: 1, max: 4, step: 1}}
            calibration: {judge_margin: 0.3}

            """
        let settings = try read(yaml).calibration
        #expect(settings.judgeMargin(on: "overall") == 0.4 && settings.judgeMargin(on: "send") == 0.05)
        #expect(settings.judgeMargin(on: "exact") == 0.3)
        #expect(CalibrationSettings(json: settings.json) == settings)
        // Without one it is kept as it was before there were any.
        #expect(CalibrationSettings().json["judge_margins"] == nil)
        let wide = mistakes(yaml.replacing("judge_margin: 0.05", with: "judge_margin: 0.3")).map(\.description)
        #expect(wide.count == 1 && wide[0].contains("criteria.send.judge_margin must be at most 0.2"), "\(wide)")
    }

    @Test func aMarginThatEverythingPassesIsRefused() throws {
        func yaml(_ criterion: String, _ calibration: String = "{}") -> String {
            """
            version: 1
            models: {a: {model: a}, b: {model: b}}
            criteria: {overall: {question: "?", \(criterion)}}
            calibration: \(calibration)

            """
        }
        let scale = "scale: {min: 1, max: 5, step: 1}"
        for (wrong, right, words) in [
            (yaml("\(scale), margin: 4"), yaml("\(scale), margin: 3.9"), "overall.margin must be below 4"),
            (yaml("accept: true, margin: 1"), yaml("accept: true, margin: 0.9"), "overall.margin must be below 1"),
            (yaml("pairwise: true, margin: 0.5"), yaml("pairwise: true, margin: 0.4"), "margin must be below 0.5"),
            (
                yaml("\(scale), judge_margin: 0.9"), yaml("\(scale), judge_margin: 0.8"),
                "overall.judge_margin must be at most 0.8"
            ),
            (
                yaml(scale, "{judge_margin: 0.81}"), yaml(scale, "{judge_margin: 0.8}"),
                "calibration.judge_margin must be at most 0.8, a fifth of the scale of 'overall'"
            ),
            (yaml(scale, "{alt_epsilon: 0.31}"), yaml(scale, "{alt_epsilon: 0.3}"), "calibration.alt_epsilon"),
        ] {
            let told = mistakes(wrong).map(\.description)
            #expect(told.count == 1 && told[0].contains(words), "\(told)")
            #expect(mistakes(right).isEmpty, "\(mistakes(right))")
        }
    }

    @Test func whatIsSettledOfACriterionIsExceededByMoreThatPasses() throws {
        let study = try read(Self.good + "\ncalibration: {planned_n: 60}\n")
        let settled = study.criteria.map { criterion in
            SettledChoice(
                criterion: criterion.name,
                baseline: study.baseline?.name,
                models: study.models.map(\.name),
                calibration: study.calibration
            )
        }
        // The default is what the statistics take where nothing is said.
        #expect(settled.map(\.judgeMargin) == [nil, nil, nil])
        #expect(settled.map(\.json).compactMap(SettledChoice.init(json:)) == settled)
        #expect(!settled[0].json.canonicalText.contains("large"), "the name is not for reviewers")
        // Without a margin nothing is compared; what an earlier version settled is not known.
        #expect(settled.map(\.candidates) == [[], [], []])
        var tested = study.calibration
        tested.margins = ["overall": 0.3]
        let compared = SettledChoice(
            criterion: "overall",
            baseline: "large",
            models: ["small", "large"],
            calibration: tested
        )
        #expect(compared.candidates == [SettledChoice.hash(ofCandidate: "small")])
        #expect(SettledChoice(criterion: "overall", baseline: "large").candidates == nil)
        #expect(SettledChoice(json: compared.json) == compared)
        let one = settled[0]
        func isExceeded(_ margin: Double, _ epsilon: Double, _ planned: Int?) -> Bool {
            one.isExceeded(margin: margin, usual: 0.2, epsilon: epsilon, plannedCount: planned)
        }
        #expect(!isExceeded(0.2, 0.2, 60) && !isExceeded(0.1, 0.1, 90))
        #expect(isExceeded(0.21, 0.2, 60) && isExceeded(0.2, 0.21, 60))
        #expect(isExceeded(0.2, 0.2, 59) && isExceeded(0.2, 0.2, nil))
        var late = one
        late.ratingsBefore = 3
        #expect(late.isSame(as: one) && [one, late].beforeRatings(of: "overall") == one)
        #expect([late].beforeRatings(of: "overall") == nil)
    }

    /// What 'slam cost' would pass over, or make a cost below nothing of.
    @Test func aCostThatCannotBeIsRefused() throws {
        func told(_ cost: String) -> String { mistakes(Self.good + "\ncost: \(cost)\n").map(\.description).joined() }
        #expect(told("{requests_per_day: 0}").contains("cost.requests_per_day must be a number from 0.01"))
        #expect(told("{utilisation: 1.5}").contains("cost.utilisation must be a number from 0.001 to 1.0"))
        #expect(told("{ops: -1}").contains("cost.ops must be"))
        #expect(told("{owned: {life_months: 36}}").contains("cost.owned lacks 'price'"))
        #expect(
            told("{owned: {price: 10, residual: 11}}").contains("cost.owned.residual must be a number from 0.0 to 10.0")
        )
        #expect(told("{electricity: {pue: 1.2}}").contains("cost.electricity lacks 'price_per_kwh'"))
        let watts = told("{electricity: {price_per_kwh: 0.2, idle_watts: 100, busy_watts: 50}}")
        #expect(watts.contains("cost.electricity.busy_watts must be a number from 100.0"))
        #expect(told("{hosted: {small: {input: 1}}}").contains("cost.hosted.small lacks 'output'"))
        #expect(
            told("{hosted: {smal: {input: 1, output: 1}}}").contains("names 'smal', which is no model: did you mean")
        )
        #expect(told("{accepted: {criterion: overal}}").contains("which is no criterion: did you mean 'overall'?"))
        #expect(told("{accepted: {criterion: overall}}").contains("cost.accepted needs 'at_least'"))
        #expect(told("{accepted: {criterion: overall, at_least: 6}}").contains("which goes from 1 to 5"))
        #expect(told("{accepted: {criterion: overall, at_least: 5}}").isEmpty)
        #expect(told("{accepted: {criterion: better}}").contains("accepts no single response"))
        let fine = "{accepted: {criterion: send}, owned: {price: 10}, electricity: {price_per_kwh: 0.2, idle_watts: 9}}"
        #expect(told(fine).isEmpty)
        let study = try read(Self.good + "\ncost: \(fine)\n")
        #expect(study.acceptance?.criterion == "send" && study.cost.electricity?.busyWatts == 9)
        #expect(study.cost.given.contains("owned.price") && !study.cost.given.contains("owned.residual"))
    }

    @Test func theQuestionForAGuessNamesNoModel() throws {
        func yaml(_ guess: String) -> String {
            Self.good.replacing("seed: 7}\njudges", with: "seed: 7, guess: \(guess)}\njudges")
        }
        let study = try read(yaml("{every: 5, labels: {big: [large], little: [small]}}"))
        #expect(study.review.sitting.guess == GuessQuestion(every: 5, labels: ["big", "little"]))
        #expect(study.review.kinds == ["large": "big", "small": "little"])
        #expect(Sitting(json: study.review.sitting.json) == study.review.sitting)
        for (guess, words) in [
            ("{labels: {large: [large], little: [small]}}", "tells of the model 'large'"),
            ("{labels: {gpt: [large], little: [small]}}", "tells of the model 'large'"),
            ("{labels: {big: [large, small]}}", "name 2 to 9"),
            ("{labels: {big: [large], little: [large]}}", "keep it in one"),
            ("{labels: {big: [larg], little: [small]}}", "did you mean 'large'?"), ("{every: 5}", "is missing"),
        ] { #expect(mistakes(yaml(guess)).contains { $0.message.contains(words) }, "\(guess)") }
    }

    @Test func rankingsAreReadAndComeBackFromTheirJSON() throws {
        let send = "  send: {question: \"Would you send it?\", accept: true}\n"
        func criterion(_ ranking: String) throws -> Criterion? {
            try read(Self.good.replacing(send, with: send + "  best: {question: \"?\", ranking: \(ranking)}\n"))
                .criteria.last
        }
        #expect(try criterion("true")?.form == .ranking(most: 9, tie: true))
        let three = try #require(try criterion("{most: 3, tie: false}"))
        #expect(three.form == .ranking(most: 3, tie: false) && three.level == .ordinal && three.subject == .set)
        #expect(Criterion(json: three.json) == three)
        #expect(three.refusal(of: 3) == nil && three.refusal(of: 4) != nil && three.refusal(of: 1.5) != nil)
        let bad = send + "  best: {question: \"?\", ranking: {most: 10}}\n"
        let judged = send + "  overall2: {question: \"?\", ranking: true}\n"
        #expect(mistakes(Self.good.replacing(send, with: bad)).contains { $0.message.contains("from 2 to 9") })
        let judge = Self.good.replacing(send, with: judged).replacing(
            "criteria: [overall]",
            with: "criteria: [overall2]"
        )
        #expect(mistakes(judge).contains { $0.message.contains("ranks sets, as only people do") })
    }

    @Test func aGoodStudyIsReadWhole() throws {
        let study = try read(Self.good)
        #expect(study.endpoints.first?.url == "https://api.example.com/v1")
        #expect(study.models.map(\.name) == ["large", "small"])
        #expect(study.models[0].price == Price(input: 150_000, output: 60_000_000))
        #expect(study.baseline?.name == "large")
        #expect(study.sampling.samples == 2)
        #expect(
            study.criteria[0].form
                == .scale(
                    Scale(
                        min: 1,
                        max: 5,
                        step: 0.5,
                        anchors: [.init(point: 1, label: "poor"), .init(point: 5, label: "excellent")]
                    )
                )
        )
        #expect(study.criteria[1].form == .pairwise(tie: true, bothBad: false))
        #expect(study.review.lease == .seconds(1800))
        #expect(study.review.show == [.system, .reference, .truncated])
        // What reviewers see where nobody says.
        #expect(ReviewSettings().show == [.truncated])
        #expect(study.templates == ["judge.mustache": "{{prompt}}"])
        #expect(study.prompts == [Prompt(id: "p1", messages: [Message(role: .user, content: "Hello")])])
    }

    @Test func pairsForWhoeverComesAreRefusedWithTheRemedy() {
        let yaml = Self.good.replacing("pairs: baseline", with: "assign: open")
        let told = mistakes(yaml)
        #expect(told.count == 1 && told[0].line == 12, "\(told)")
        #expect(told.first?.message.contains("the pairs of 'better'") == true)
        #expect(told.first?.message.contains("'assign: named'") == true)
        let single = yaml.split(separator: "\n").filter { !$0.contains("pairwise") }.joined(separator: "\n")
        #expect(mistakes(single).isEmpty)
    }

    @Test func everyMistakeIsListedWithItsLine() {
        let yaml = """
            version: 1
            endpoints: {api: {kind: opnai, url: "ftp://x"}}
            modles: {}
            models:
              a: {endpoint: apo, model: m, price: {input: -1}}
              b: {endpoint: api, model: m, baseline: true}
              c: {endpoint: api, model: m, baseline: true}
            criteria:
              overall: {question: "?", scale: {min: 1, max: 5, step: 3}}
              both: {question: "?", accept: true, pairwise: true}
            reviewers: [ana, ana]
            judges: {ana: {endpoint: api, model: j, criteria: [overal], template: judge.mustache}}
            """
        let found = mistakes(yaml)
        let expected: [(Int, String)] = [
            (2, "endpoints.api.kind must be one of"), (2, "endpoints.api.url must start with http"),
            (3, "did you mean 'models'?"), (5, "did you mean 'api'?"), (5, "price.input must be dollars"),
            (7, "would send the same requests as 'b'"), (4, "'b' and 'c' are all the baseline"),
            (9, "does not divide"), (10, "exactly one of"), (11, "the reviewer 'ana' stands twice"),
            (12, "has the name of another rater"), (12, "did you mean 'overall'?"),
        ]
        for (line, words) in expected {
            #expect(found.contains { $0.line == line && $0.message.contains(words) }, "\(line): \(words) in \(found)")
        }
        #expect(found.count == expected.count)
    }

    @Test func aKeyThatStandsTwiceIsAMistake() {
        #expect(mistakes("version: 1\nmodels: {}\nmodels: {}\n").contains { $0.message.contains("twice") })
    }

    @Test func whatIsNotYAMLIsToldWithItsLine() {
        let found = mistakes("version: 1\nmodels: {a: [}\n")
        #expect(found.count == 1)
        #expect(found.first?.line == 2)
    }

    @Test func bytesThatAreNotUTF8AreToldWithTheirLine() throws {
        try folder.write("Prompts/s/study.yaml", Array("version: 1\nmodels: é\n".utf8) + [0xFF, 0x0A])
        try folder.write("Prompts/s/prompts.jsonl", "{\"id\": \"p1\", \"prompt\": \"x\"}")
        #expect { try Study.read("s", in: workspace) } throws: {
            ($0 as? Mistakes)?.all.first?.line == 3
        }
    }

    @Test func everyBadPromptIsToldWithItsLine() {
        let prompts = """
            {"id": "a", "prompt": "x"}
            {"id": "a", "prompt": "y"}
            {"id": "b", "prompt": "  "}
            nonsense
            {"prompt": "z"}
            {"id": "c", "prompt": "x", "refrence": "r"}
            {"id": "d", "messages": [{"role": "robot", "content": "x"}]}

            """
        let found = mistakes(Self.good, prompts: prompts)
        #expect(found.map(\.line) == [2, 3, 4, 5, 6, 7])
    }

    @Test func promptsMayHaveABOMAndCRLF() throws {
        let study = try read(
            Self.good,
            prompts: "\u{FEFF}{\"id\": \"a\", \"prompt\": \"x\"}\r\n\r\n{\"id\": \"b\", \"prompt\": \"y\"}\r\n"
        )
        #expect(study.prompts.map(\.id) == ["a", "b"])
    }

    @Test func theOnlyStudyIsTheDefaultAndSeveralAreListed() throws {
        _ = try read(Self.good)
        #expect(try workspace.study(named: nil) == "s")
        #expect(throws: StudiesError.self) { try workspace.study(named: "t") }
        try folder.write("Prompts/t/study.yaml", "version: 1")
        #expect { try workspace.study(named: nil) } throws: { "\($0)".contains("s, t") }
    }
}
