import Foundation
import Studies
import Testing

/// The commands of calibration, driven as a user would.
struct CalibrationTests {
    /// Two models, forty prompts: `banana` answers "Banana banana." plus the baseline's digits, and a judge is fooled by it.
    private static func study(
        margin: String? = "0.5",
        rated: Int = 40,
        banana: Int = 1,
        people: [String] = ["ana", "ben", "cleo"]
    ) async throws -> TemporaryWorkspace {
        let workspace = TemporaryWorkspace()
        let settled = margin.map { ", margin: \($0)" } ?? ""
        try workspace.write(
            "Prompts/s/study.yaml",
            """
            version: 1
            endpoints: {api: {kind: openai, url: "http://127.0.0.1:1/v1"}}
            models: {large: {endpoint: api, model: l1, baseline: true}, banana: {endpoint: api, model: b1}}
            criteria:
              overall: {question: "How good?", scale: {min: 1, max: 5, step: 1}\(settled)}
            reviewers: []
            """
        )
        var (prompts, responses, scores) = (
            "", "prompt,model,response\n", "rater,kind,version,criterion,score,item\n"
        )
        for prompt in 1...40 {
            prompts += #"{"id": "p\#(prompt)", "prompt": "How many is \#(prompt)?"}"# + "\n"
            responses += "p\(prompt),large,There are \(prompt) of them.\np\(prompt),banana,Banana banana. \(prompt)\n"
            for (place, person) in people.enumerated() where prompt <= rated {
                let good = 4 + (prompt + (prompt % 7 == 0 ? place : 0)) % 2
                scores += "\(person),human,,overall,\(good),\(item(prompt, "There are \(prompt) of them."))\n"
                scores += "\(person),human,,overall,\(banana),\(item(prompt, "Banana banana. \(prompt)"))\n"
            }
            for text in ["There are \(prompt) of them.", "Banana banana. \(prompt)"] {
                scores += "fooled,judge,v1,overall,5,\(item(prompt, text))\n"
            }
        }
        try await workspace.fill(prompts: prompts, responses: responses, scores: scores)
        return workspace
    }

    /// Ratings by the names of models would be withheld until unblinding.
    private static func item(_ prompt: Int, _ text: String) -> String {
        SHA256.hex(of: JSONValue.array([.string("s"), .string("p\(prompt)"), .string(text)]).canonicalBytes)
    }

    private static func unblinded(_ workspace: TemporaryWorkspace) async throws {
        try await workspace.done("unblind", "--who", "test", "--yes")
    }

    @Test(arguments: [2, 3]) func aVerdictSaysForWhomItHolds(people: Int) async throws {
        let workspace = try await Self.study(people: Array(["ana", "ben", "cleo"].prefix(people)))
        try await Self.unblinded(workspace)
        let output = try await workspace.done("models", "--format", "json").output
        let json = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]
        let row = try #require((json?["comparisons"] as? [[String: Any]])?.first)
        #expect((row["note"] as? String)?.contains("for these \(people) raters") == true)
        let drawn = row["interval_raters"] as? [Double]
        #expect((drawn != nil) == (people == 3))
    }

    /// Forty-four texts of twenty-two prompts say as little as twenty-two.
    @Test func aGateCountsPromptsAndNotTexts() async throws {
        let workspace = try await Self.study(rated: 22)
        for figure in ["alpha(overall) >= -1", "spearman(fooled, overall) >= -1"] {
            let outcome = await workspace.slam(["check", "--require", figure])
            #expect(outcome.status == 3, "\(figure): \(outcome.output)\(outcome.errors)")
            #expect(figure.hasPrefix("spearman") || outcome.words.contains("22 of at least 30 prompts"))
        }
        #expect(await workspace.slam(["check", "--require", "unparsed(fooled, overall) <= 1"]).status == 0)
    }

    @Test(
        arguments: [
            ("spearman(nobody, overall) > 0", "choose one of fooled"),
            ("agreement(nobody) > 0", "choose one of fooled"),
            ("corrected(banana, nobody, overall) > 0", "choose one of fooled"),
            ("agreement(fooled, overall) > 0", "write spearman(fooled, overall)"),
        ]
    )
    func aGateOnWhatIsNotThereIsAMistake(requirement: String, words: String) async throws {
        let workspace = try await Self.study()
        try await Self.unblinded(workspace)
        let outcome = await workspace.slam(["check", "--require", requirement])
        #expect(outcome.status == 1 && outcome.errors.contains(words), "\(outcome.output)\(outcome.errors)")
    }

    @Test func nonsenseThatFoolsAJudgeIsNotReplaceable() async throws {
        let workspace = try await Self.study()
        try await Self.unblinded(workspace)
        let models = try await workspace.done("models", "--format", "json").output
        #expect(models.contains("slam.models.v1"))
        #expect(models.contains(#""verdict":"not""#))
        let check = await workspace.slam(["check", "--require", "noninferior(banana)"])
        #expect(check.status == 2, "\(check.output)\(check.errors)")
        let replace = await workspace.slam(["check", "--require", "replace(fooled)"])
        #expect(replace.status != 0)
        let card = try await workspace.done("calibrate", "fooled").output
        #expect(!card.contains("fooled on 'overall': may replace a person"))
    }

    @Test func qualityIsJoinedOnlyOnceUnblinded() async throws {
        let workspace = try await Self.study()
        let blind = await workspace.slam(["models"]).output
        #expect(blind.contains("run slam unblind first") && !blind.contains("run slam probe"))
        #expect(await workspace.slam(["models", "--format", "json"]).output.contains(#""joined":[]"#))
        // The one table that waits for it says so too, and not by its empty head.
        for format in ["table", "markdown", "json"] {
            let alone = await workspace.slam(["models", "--table", "joined", "--format", format]).output
            #expect(alone.contains("run slam unblind first") && !alone.contains("quality by people"), "\(alone)")
        }
        try await Self.unblinded(workspace)
        let joined = await workspace.slam(["models"]).output
        #expect(joined.contains("Only quality is known") && !joined.contains("run slam unblind first"))
    }

    /// Three people rate each prompt: whoever hires by this line pays each of them, and only for what is still to be rated.
    @Test func hoursAndDollarsAreOfTheRatingsThatAreStillLacking() async throws {
        let workspace = try await Self.study()
        try await Self.unblinded(workspace)
        let text = try await workspace.done(
            "plan",
            "--labels",
            "--seconds",
            "30",
            "--half-width",
            "0.05",
            "--format",
            "json"
        ).output
        let lines = try #require(try JSONValue(parsing: text)["lines"]?.array)
        let large = try #require(lines.first { $0["model"]?.string == "large" })
        #expect(large["ratings_per_prompt"]?.number == 3 && large["prompts"]?.number == 40)
        let needed = try #require(large["labels_only"]?.number)
        let hours = try #require(large["hours"]?.number)
        #expect(needed > 40 && abs(hours - (needed - 40) * 3 * 30 / 3600) < 1e-9)
        #expect(abs(try #require(large["cost_people"]?.number) - hours * 40) < 1e-9)
    }

    @Test func theCatalogueHasThePapersRowsAndFlagsThree() async throws {
        let workspace = TemporaryWorkspace()
        let list = try await workspace.done("models", "--catalogue", "--format", "json").output
        #expect(list.split(separator: #""from":"paper""#).count == 29 && list.contains("arXiv 2312.14972"))
        #expect(list.split(separator: #""note":"named"#).count == 4)
    }

    @Test func labelsThatWereChosenAreLeftOutAndRefused() async throws {
        let workspace = try await Self.study(rated: 35, banana: 3)
        try await Self.unblinded(workspace)
        #expect(!(try await workspace.done("calibrate", "fooled").output.contains("not drawn at random")))
        let item = SHA256.hex(
            of: JSONValue.array([.string("s"), .string("p36"), .string("There are 36 of them.")]).canonicalBytes
        )
        try workspace.write(
            "chosen.jsonl",
            #"{"schema":"slam.rating.v1","study":"s","item":"\#(item)","prompt":"p36","criterion":"overall","rater":"ana","kind":"human","value":4,"phase":"blind","outcome":"rated","flags":["adaptive"]}"#
                + "\n"
        )
        try await workspace.done("import", "\(workspace.path)/chosen.jsonl")
        let card = try await workspace.done("calibrate", "fooled").output
        #expect(card.contains("1 label not drawn at random") && card.contains("for these prompts (35)"))
        #expect(card.contains("Calibration curve") && card.contains("slam disagreements --rater 'fooled'"))
        #expect(card.contains("1: below"))
    }

    @Test func withoutPeopleNothingIsDecided() async throws {
        let workspace = try await Self.study(rated: 0)
        try await Self.unblinded(workspace)
        let models = try await workspace.done("models").output
        #expect(models.contains("no blind human rating"))
        #expect(!models.contains("non-inferior on"))
        let check = await workspace.slam(["check", "--require", "noninferior(banana)"])
        #expect(check.status == 3, "\(check.output)\(check.errors)")
    }

    @Test func asGoodAModelPassesTheGate() async throws {
        let workspace = try await Self.study(banana: 5)
        try await Self.unblinded(workspace)
        let check = await workspace.slam(["check", "--require", "noninferior(banana)"])
        #expect(check.status == 0, "\(check.output)\(check.errors)")
    }

    @Test func beforeUnblindingNoNameStandsBesideAScore() async throws {
        let workspace = try await Self.study()
        for command in [
            ["models"], ["models", "--format", "json"], ["calibrate"], ["plan", "--labels"], ["screen", "--keep", "1"],
        ] {
            let outcome = await workspace.slam(command)
            #expect(outcome.status == 0, "\(command) \(outcome.errors)")
            #expect(!outcome.output.contains("banana") && !outcome.output.contains("large"), "\(command)")
        }
        let check = await workspace.slam(["check", "--require", "noninferior(banana)", "--format", "json"])
        #expect(check.status == 3 && check.output.contains("run slam unblind first"), "\(check.output)")
    }

    /// The order of study.yaml would say which letter is whose.
    @Test func lettersAreListedByTheAlphabet() async throws {
        let workspace = try await Self.study()
        for command in [["models", "--format", "csv"], ["plan", "--labels", "--format", "csv"]] {
            let lines = await workspace.slam(command).output.split(separator: "\r\n").dropFirst()
            let letters = lines.map { String($0.split(separator: ",")[1]) }
            #expect(letters == letters.sorted() && Set(letters) == ["A", "B"], "\(command)")
        }
    }

    @Test func aMarginChosenAfterDataDecidesNothing() async throws {
        let workspace = try await Self.study(margin: nil, banana: 5)
        let yaml = try workspace.text("Prompts/s/study.yaml")
        try workspace.write("Prompts/s/study.yaml", yaml.replacing("step: 1}", with: "step: 1}, margin: 0.5"))
        try await workspace.done("import", "\(workspace.path)/responses.csv")
        try await Self.unblinded(workspace)
        let models = try await workspace.done("models").words
        #expect(models.contains("margin chosen after data"))
        let check = await workspace.slam(["check", "--require", "noninferior(banana)"])
        #expect(check.status == 3 && check.output.contains("after data"))
    }

    @Test func gatesTellApartWhatFailsAndWhatCannotBeJudged() async throws {
        let workspace = try await Self.study()
        let cases: [(String, Int32)] = [
            ("stale() = 0", 0), ("prompts() >= 40", 0), ("prompts() >= 41", 2), ("unparsed(fooled) <= .2", 0),
            ("alpha(overall) >= .6", 0), ("alpha(overall) >= .9999", 2), ("mean(large) >= 4", 3),
        ]
        for (requirement, status) in cases {
            let check = await workspace.slam(["check", "--require", requirement])
            #expect(check.status == status, "\(requirement): \(check.output)\(check.errors)")
        }
        let several = await workspace.slam(["check", "--require", "mean(large) >= 4", "--require", "prompts() >= 41"])
        #expect(several.status == 2)
        for wrong in ["alpha", "alpha(overall)", "alpha(overall) >= x", "nothing() >= 1", "noninferior(banana) >= 1"] {
            let check = await workspace.slam(["check", "--require", wrong])
            #expect(check.status == 64, "\(wrong): \(check.errors)")
        }
        let two = await workspace.slam(["check", "--require", "alpha", "--require", "nothing() >= 1"])
        #expect(two.status == 64 && two.errors.contains("'alpha'") && two.errors.contains("nothing()"), "\(two.errors)")
        let names = await workspace.slam(["check", "--require", "mean(pear) >= 1", "--require", "alpha(plum) >= 1"])
        #expect(names.status == 1 && names.errors.contains("pear") && names.errors.contains("plum"), "\(names.errors)")
        let unknown = await workspace.slam(["check", "--require", "noninferior(pear)"])
        #expect(unknown.status == 1 && unknown.errors.contains("banana"))
    }

    /// In CI nobody runs 'slam plan' first: a gate on figures of another question holds nothing.
    @Test func aGateBesideEditsThatAreNotTakenOverCannotBeJudged() async throws {
        let workspace = try await Self.study()
        let yaml = try workspace.text("Prompts/s/study.yaml")
        try workspace.write("Prompts/s/study.yaml", yaml.replacing("question: \"", with: "question: \"Now: "))
        let check = await workspace.slam(["check", "--require", "stale() = 0", "--require", "alpha(overall) >= .6"])
        #expect(check.status == 3 && check.words.contains("edits that are not taken over"), "\(check.output)")
        #expect(check.words.contains("('overall' has another question)"), "\(check.output)")
    }

    /// Each edit by itself: what it cannot change is judged, what it can is named.
    @Test func aGateIsJudgedBesideEditsThatCannotChangeIt() async throws {
        let workspace = try await Self.study()
        try await Self.unblinded(workspace)
        let (yaml, prompts) = (
            try workspace.text("Prompts/s/study.yaml"), try workspace.text("Prompts/s/prompts.jsonl")
        )
        let tone = yaml.replacing("criteria:\n", with: "criteria:\n  tone: {question: \"Kind?\", accept: true}\n")
        let gone = prompts.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
        func reasons(_ yaml: String, _ prompts: String) async throws -> [String] {
            try workspace.write("Prompts/s/study.yaml", yaml)
            try workspace.write("Prompts/s/prompts.jsonl", prompts)
            let wanted = ["alpha(overall) >= -1", "alpha(tone) >= -1", "mean(large) >= 1", "noninferior(banana)"]
            let check = await workspace.slam(
                ["check", "--resamples", "20", "--format", "json"] + wanted.flatMap { ["--require", $0] }
            )
            let rows = try JSONValue(parsing: check.output)["requirements"]?.array ?? []
            return rows.map { $0["reason"]?.string ?? "" }.map { $0.contains("could change it") ? $0 : "" }
        }
        let named = try await reasons(tone, prompts)
        #expect(named[1].contains("('tone' is new)") && [0, 2, 3].allSatisfy { named[$0].isEmpty }, "\(named)")
        let third = try await reasons(tone.replacing("b1}", with: "b1}, third: {endpoint: api, model: t1}"), prompts)
        #expect(third == named, "\(third)")
        let without = try await reasons(tone, gone)
        #expect(without[0].isEmpty && without[2].contains("prompt 'p1' is gone"), "\(without)")
        let margin = try await reasons(tone.replacing("accept: true", with: "accept: true, margin: .1"), prompts)
        #expect(margin[2].isEmpty && margin[3].contains("'tone' is new"), "\(margin)")
    }

    @Test func evidenceSaysWhatMoved() async throws {
        let workspace = try await Self.study()
        let file = "\(workspace.path)/evidence.json"
        try await workspace.done("check", "--require", "stale() = 0", "--evidence", file)
        let same = try await workspace.done("check", "--require", "stale() = 0", "--against", file).output
        #expect(same.contains("Nothing moved"))
        try workspace.write(
            "more.csv",
            "rater,kind,version,criterion,score,item\nfooled,judge,v2,overall,1,\(Self.item(1, "There are 1 of them."))\n"
        )
        try await workspace.done("import", "\(workspace.path)/more.csv")
        let moved = try await workspace.done("check", "--require", "stale() = 0", "--against", file).output
        #expect(moved.contains("judge fooled") && !moved.contains("labels"))
    }

    @Test func evidenceOfOtherSettingsOrFiguresMoved() async throws {
        let workspace = try await Self.study()
        try await Self.unblinded(workspace)
        let evidence = "\(workspace.path)/e.json"
        let base = ["check", "--require", "alpha(overall) >= .1", "--resamples", "200"]
        func moved(_ more: String...) async throws -> [String] {
            let output = await workspace.slam(base + more + ["--against", evidence, "--format", "json"]).output
            return (try JSONValue(parsing: output)["moved"]?.array ?? []).compactMap(\.string)
        }
        _ = await workspace.slam(base + ["--evidence", evidence])
        #expect(try await moved() == [])
        #expect(try await moved("--seed", "2").first == "seed")
        #expect(try await moved("--confidence", ".9") == ["confidence", "figure of 'alpha(overall) >= .1'"])
        let text = try workspace.text("e.json")
        let json = try JSONValue(parsing: text)
        let value = try #require(json["requirements"]?.array?.first?["value"]?.number)
        try workspace.write("e.json", text.replacing(JSONValue.canonicalNumber(value), with: "0.7"))
        #expect(try await moved() == ["figure of 'alpha(overall) >= .1'"])
    }

    @Test func aResponseInThePlaceOfAnotherMovedItsModel() async throws {
        let workspace = try await Self.study()
        try await Self.unblinded(workspace)
        let file = "\(workspace.path)/e.json"
        let check = ["check", "--require", "stale() = 0", "--resamples", "10"]
        _ = await workspace.slam(check + ["--evidence", file])
        try workspace.write("other.csv", "prompt,model,response\np1,large,There is one.\n")
        try await workspace.done("import", "\(workspace.path)/other.csv", "--replace")
        let moved = await workspace.slam(check + ["--against", file]).output
        #expect(
            moved.contains("model large") && !moved.contains("model banana") && !moved.contains("labels"),
            "\(moved)"
        )
    }

    /// ana, ben, and the judge's own scores under a third name; then ana twice.
    @Test(arguments: [("eve", "is this judge's"), ("Ana", "persons 1 and 2 are one"), ("cleo", "")])
    func whoIsNoThirdPersonIsTold(third: String, words: String) async throws {
        let workspace = TemporaryWorkspace()
        var (table, seed) = ("item,prompt,model,rater,kind,score\n", UInt64(5))
        func noise(_ width: UInt64) -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((seed >> 33) % (2 * width + 1)) - Int(width)
        }
        for prompt in 0..<80 {
            for model in ["m", "n"] {
                let truth = 1 + (prompt * 7 + (model == "m" ? 2 : 0)) % 5
                func score(_ width: UInt64) -> Int { min(5, max(1, truth + noise(width))) }
                let (ana, ben, judge, cleo) = (score(1), score(1), score(2), score(1))
                let given = third == "eve" ? judge : third == "Ana" ? ana : cleo
                for (rater, kind, score) in [
                    ("ana", "human", ana), ("ben", "human", ben), (third, "human", given), ("gpt", "judge", judge),
                ] { table += "\(prompt)\(model),p\(prompt),\(model),\(rater),\(kind),\(score)\n" }
            }
        }
        try workspace.write("t.csv", table)
        let outcome = try await workspace.done(
            "calibrate",
            "--file",
            "\(workspace.path)/t.csv",
            "--level",
            "ordinal",
            "--resamples",
            "100"
        ).output
        let sentence = outcome.split(separator: "\n").prefix(3).joined(separator: " ")
        #expect(words.isEmpty ? !sentence.contains("persons 1") : sentence.contains(words), "\(sentence)")
        #expect(words.isEmpty || !sentence.contains("may replace"))
    }

    @Test func wordsThatDifferOnlyInCaseAreTold() async throws {
        let workspace = TemporaryWorkspace()
        try workspace.write("t.csv", "item,rater,score\n1,a,Yes\n1,b,yes\n2,a,No\n2,b,No\n3,a,Yes\n3,b,No\n")
        let told = try await workspace.done("agreement", "\(workspace.path)/t.csv", "--level", "nominal")
        #expect((told.output + told.errors).contains("only in case are read as different: 'Yes', 'yes'."))
    }

    /// Names that a reader takes for one, and words that no person uses.
    @Test func namesThatLookAlikeAndWordsOfAJudgeAloneAreTold() async throws {
        let workspace = TemporaryWorkspace()
        var text = "item,rater,kind,score\n"
        for item in 1...12 {
            text += "t\(item),\(item % 2 == 0 ? "Ren\u{E9}" : "Rene\u{301}"),human,\(item % 2)\n"
            text += "\(item == 3 ? "T3" : "t\(item)"),ben,human,\(item % 2)\n"
            text += "t\(item),gpt,judge,\(item < 5 ? "Tie" : item == 5 ? "junk" : "\(item % 2)")\n"
        }
        try workspace.write("t.csv", text)
        let found = try await workspace.done(
            "agreement",
            "\(workspace.path)/t.csv",
            "--level",
            "nominal",
            "--resamples",
            "20"
        )
        let told = (found.output + found.errors).split { $0.isWhitespace }.joined(separator: " ")
        for words in [
            "Raters whose names differ only in case, in how letters are composed or in '.0' are read as different: 'Ren",
            "Items whose names differ only in case, in how letters are composed or in '.0' are read as different: 'T3', 't3'.",
            "gpt gives 'Tie' (4), 'junk' (1) on 'score', which no person gives: there it agrees with nobody.",
        ] { #expect(told.contains(words), "\(told)") }
    }

    /// A bundle that somebody names as the database stays what it is.
    @Test func aBundleIsNoDatabase() async throws {
        let workspace = try await Self.study()
        var study = try workspace.text("Prompts/s/study.yaml")
        study.replace("reviewers: []", with: "reviewers: [dee]")
        try workspace.write("Prompts/s/study.yaml", study)
        try await workspace.done("plan")
        let bundle = "\(workspace.path)/b.slam"
        try await workspace.done("bundle", "dee", "--output", bundle)
        let before = try Data(contentsOf: URL(filePath: bundle))
        for command in [["status"], ["plan"], ["unblind", "--yes"], ["agreement"], ["models"], ["verify"], ["doctor"]] {
            let refused = await workspace.slam(command + ["--database", bundle])
            #expect(
                refused.status == 1 && refused.errors.contains("reviewer's bundle and no study's database"),
                "\(command)"
            )
        }
        #expect(try Data(contentsOf: URL(filePath: bundle)) == before)
        try await workspace.done("merge", bundle)
    }

    @Test func aFigureOfSeveralCriteriaIsAskedForByOne() async throws {
        let workspace = try await Self.study()
        let yaml = try workspace.text("Prompts/s/study.yaml")
        try workspace.write(
            "Prompts/s/study.yaml",
            yaml.replacing("reviewers: []", with: "  send: {question: \"Would you?\", accept: true}\nreviewers: []")
        )
        let rows = (1...3).map { "ana,human,,send,1,\(Self.item($0, "There are \($0) of them."))\n" }.joined()
        try workspace.write("send.csv", "rater,kind,version,criterion,score,item\n" + rows)
        try await workspace.done("import", "\(workspace.path)/send.csv")
        let check = await workspace.slam(["check", "--require", "mean(large) >= 4"])
        #expect(check.status == 1 && check.errors.contains("write mean(large, overall) or mean(large, send)"))
        #expect(!check.errors.contains("--criterion"), "\(check.errors)")
    }

    /// A judge of responses that nearly all have labels, and one that says the same of all.
    @Test func aJudgeWithoutAPartIsToldAndWorthNothing() async throws {
        let workspace = try await Self.study(rated: 38)
        try await Self.unblinded(workspace)
        let outcome = try await workspace.done("models", "--format", "json", "--resamples", "50").output
        let rows = try #require(try JSONValue(parsing: outcome)["qualities"]?.array)
        func row(_ by: String) -> JSONValue? {
            rows.first { $0["by"]?.string == by && $0["model"]?.string == "large" }
        }
        let (people, judge) = (row("people"), row("fooled"))
        #expect(judge?["value"] == people?["value"] && judge?["interval"] == people?["interval"])
        #expect(judge?["worth"]?.number == 0)
        #expect(judge?["note"]?.string?.contains("judge not used: only 2 unlabelled responses of 2 prompts") == true)
        let half = try await Self.study(rated: 20)
        try await Self.unblinded(half)
        let blind = try await half.done("models", "--resamples", "50", "--format", "json").output
        #expect(blind.contains("judge not used: its scores tell nothing of people's"))
    }

    @Test func withoutALabelNothingIsSaidOfDifferences() async throws {
        let workspace = try await Self.study(rated: 0)
        try await Self.unblinded(workspace)
        let models = try await workspace.done("models", "--format", "json").output
        #expect(!models.contains("every difference is the same") && !models.contains("likely too narrow"))
    }

    @Test func mistakesInTheSettingsAreToldWithTheirLine() async throws {
        let workspace = try await Self.study()
        let yaml = try workspace.text("Prompts/s/study.yaml")
        try workspace.write("Prompts/s/study.yaml", yaml.replacing("margin: 0.5", with: "margin: -1"))
        let outcome = await workspace.slam(["import", "\(workspace.path)/responses.csv"])
        #expect(outcome.status == 1 && outcome.errors.contains("criteria.overall.margin must be above 0"))
    }

    @Test func everyReportOfCalibrationIsADocument() async throws {
        let workspace = try await Self.study()
        let commands: [([String], String)] = [
            (["calibrate"], "slam.calibrate.v1"), (["models"], "slam.models.v1"),
            (["screen", "--keep", "1"], "slam.screen.v1"), (["plan", "--labels"], "slam.labels.v1"),
            (["check", "--require", "stale() = 0"], "slam.check.v1"),
        ]
        for (command, schema) in commands {
            for format in ["table", "csv", "markdown", "json"] {
                let outcome = await workspace.slam(command + ["--format", format])
                #expect(outcome.status == 0 && !outcome.output.isEmpty, "\(command) \(format) \(outcome.errors)")
                if format == "json" { #expect(outcome.output.contains("\"schema\":\"\(schema)\"")) }
            }
        }
    }

    /// A judge that prefers the better model whatever it wrote knows nothing of the texts.
    @Test func aTableOfPairsIsJudgedWithinItsPairsOfModels() async throws {
        let workspace = TemporaryWorkspace()
        var table = "item,rater,kind,criterion,score,model_a,model_b\n"
        for item in 1...80 {
            let isSwapped = item % 3 == 0
            let sides = isSwapped ? "weak,strong" : "strong,weak"
            func choice(_ isStrong: Bool) -> Int { isStrong == isSwapped ? -1 : 1 }
            for person in ["ana", "ben", "cleo"] {
                table += "i\(item),\(person),human,better,\(choice(item % 4 > 0)),\(sides)\n"
            }
            table += "i\(item),partisan,judge,better,\(item > 78 ? "" : "\(choice(true))"),\(sides)\n"
        }
        try workspace.write("pairs.csv", table)
        let file = "\(workspace.path)/pairs.csv"
        let json = try JSONValue(
            parsing: try await workspace.done("agreement", file, "--resamples", "20", "--format", "json").output
        )
        let judge = json["criteria"]?.array?.first?["automatic"]?.array?.first
        let kappa = judge?["measures"]?["cohen.by_model_pair"]?["value"]?.number
        #expect(kappa.map { abs($0) < 0.05 } == true, "\(String(describing: kappa))")
        let card = try JSONValue(
            parsing: try await workspace.done("calibrate", "--file", file, "--resamples", "20", "--format", "json")
                .output
        )
        let verdict = card["verdicts"]?.array?.first
        #expect(verdict?["verdict"]?.string != "may replace a person")
        // Two of its rows are empty: it was asked and gave nothing that can be read.
        #expect(verdict?["missing"]?.number == 2)
        let text = try await workspace.done("calibrate", "--file", file, "--resamples", "20").output
        #expect(text.contains("judge: first") && text.contains("missing verdicts at their worst"))
        #expect(!text.contains("Not used"))
    }

    @Test func aFamilyIsNamedOnlyOnceUnblinded() async throws {
        let workspace = try await Self.study()
        let yaml = try workspace.text("Prompts/s/study.yaml")
            .replacing("model: b1}", with: "model: b1, family: banana}")
        try workspace.write(
            "Prompts/s/study.yaml",
            yaml
                + "\njudges: {fooled: {endpoint: api, model: j1, family: banana, criteria: [overall], template: j.mustache}}\n"
        )
        let broken = await workspace.slam(["calibrate", "fooled", "--resamples", "20"])
        #expect(broken.status == 0 && broken.errors.contains("The study's files are not used"), "\(broken.errors)")
        try workspace.write("Prompts/s/j.mustache", "{{boundary}} {{prompt}} {{response}} {{boundary}}")
        let blind = try await workspace.done("calibrate", "fooled", "--resamples", "20").output
        #expect(blind.contains("of the same family as models that it judges") && !blind.contains("banana"))
        try await Self.unblinded(workspace)
        let known = try await workspace.done("calibrate", "fooled", "--resamples", "20").output
        #expect(known.contains("of the same family 'banana'"))
    }

    @Test func aCardOfManyTagsStaysReadable() async throws {
        let workspace = try await Self.study()
        var prompts = ""
        for prompt in 1...40 {
            prompts +=
                #"{"id": "p\#(prompt)", "prompt": "How many is \#(prompt)?", "tags": ["t\#(prompt)", "half\#(prompt % 2)"]}"#
                + "\n"
        }
        try workspace.write("Prompts/s/prompts.jsonl", prompts)
        try await workspace.done("import", "\(workspace.path)/responses.csv")
        let card = try await workspace.done("calibrate", "fooled", "--resamples", "20").output
        #expect(card.contains("and 28 more") && card.contains("half0"))
        #expect(card.split(separator: "\n").count < 120, "\(card)")
        let json = try await workspace.done("calibrate", "fooled", "--resamples", "20", "--format", "json").output
        #expect(json.contains(#""slice":"t40""#))
    }
}
