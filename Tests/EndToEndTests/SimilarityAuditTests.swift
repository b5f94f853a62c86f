import Foundation
import Studies
import Testing

/// `slam similarity audit` on a study whose figures are counted by hand.
struct SimilarityAuditTests {
    /// Six prompts: the faithful answer has the higher score each time, reviewers prefer it in five of them.
    private func study() throws -> StudyFolder {
        let folder = try StudyFolder()
        let prompts = (1...6).map {
            "{\"id\": \"p\($0)\", \"prompt\": \"May I send order \($0) back?\", \"reference\": \"The refund of order \($0) is possible within 14 days.\"}\n"
        }
        try folder.write("Prompts/s/prompts.jsonl", prompts.joined())
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write("Prompts/s/study.yaml", yaml + "\nsimilarity: {lex: {embedder: lexical, reference: true}}\n")
        let responses = (1...6).map {
            "p\($0),planted-large,The refund of order \($0) is possible within 14 days.\np\($0),planted-small,Please look at our catalogue and enjoy \($0) sunny afternoons there.\n"
        }
        try folder.write("responses.csv", "prompt,model,response\n" + responses.joined())
        let ratings = (1...6).flatMap { prompt in
            ["ana", "ben"].flatMap { rater in
                [("planted-large", prompt < 6 ? 5 : 1), ("planted-small", prompt < 6 ? 1 : 5)].map {
                    "p\(prompt),\($0.0),\(rater),overall,\($0.1)\n"
                }
            }
        }
        try folder.write("ratings.csv", "prompt,model,rater,criterion,score\n" + ratings.joined())
        for file in ["responses", "ratings"] {
            let run = try folder.slam("import", "\(folder.path)/\(file).csv")
            #expect(run.status == 0, "\(run.errors)")
        }
        #expect(try folder.slam("unblind", "--yes").status == 0)
        #expect(try folder.slam("similarity").status == 0)
        return folder
    }

    private func row(_ document: JSONValue, _ question: String, of: String) throws -> JSONValue {
        try #require(document["rows"]?.array?.first { $0["question"]?.string == question && $0["of"]?.string == of })
    }

    @Test func theSignIsSetBesideWhatOneReviewerReaches() throws {
        let folder = try study()
        let run = try folder.slam("similarity", "audit", "--format", "json")
        #expect(run.status == 0, "\(run.errors)")
        let document = try JSONValue(parsing: run.output)
        let sign = try row(document, "its sign agrees with reviewers", of: "overall")
        #expect(abs((sign["value"]?.number ?? 0) - 5.0 / 6) < 1e-12 && sign["n"]?.number == 6)
        let person = try row(document, "one reviewer agrees with the others", of: "overall")
        #expect(person["value"]?.number == 1 && person["n"]?.number == 6)
        // The faithful answer is the shorter one in every pair.
        let longer = try row(document, "higher score for the longer", of: "overall")
        #expect(longer["value"]?.number == 0 && longer["n"]?.number == 6)
        let people = try row(document, "reviewers prefer the longer", of: "overall")
        #expect(abs((people["value"]?.number ?? 0) - 1.0 / 6) < 1e-12)
        let noise = try row(document, "difference within the noise of samples", of: "overall")
        #expect(noise["value"] == .null && noise["undefined"]?.string == "no model answered a prompt twice")
        // One verb and one number in six answers, a number in six more.
        #expect(try row(document, "not told apart", of: "negation")["n"]?.number == 6)
        #expect(try row(document, "not told apart", of: "number")["n"]?.number == 12)
        // Of an anchor's metric every pair has the anchor as a side.
        let yaml = try folder.text("Prompts/s/study.yaml")
        let anchored = yaml.replacing(
            "reference: true}}",
            with: "reference: true}, to-large: {embedder: lexical, anchor: planted-large}}"
        )
        try folder.write("Prompts/s/study.yaml", anchored)
        #expect(try folder.slam("similarity").status == 0)
        let audit = try folder.slam("similarity", "audit", "--metric", "to-large").output
        #expect(audit.contains("to-large on 'overall': 6 rated pairs, each with a text"), "\(audit)")
        let conclusion = try #require(document["conclusions"]?.array?.first?.string)
        #expect(conclusion.hasPrefix("lex: its sign agrees with reviewers in 0.833 "), "\(conclusion)")
        #expect(try folder.rows("SELECT count(*) FROM text_vector") == ["0"])
    }

    /// A model that answered twice, in a file too, says how much of a difference is noise.
    @Test func importedSamplesAreSamples() throws {
        let folder = try study()
        let second = "p1,planted-large,2,The refund of order 1 is possible within a fortnight.\n"
        try folder.write("second.csv", "prompt,model,sample,response\n" + second)
        #expect(try folder.slam("import", "\(folder.path)/second.csv").status == 0)
        #expect(try folder.slam("similarity").status == 0)
        let document = try JSONValue(parsing: try folder.slam("similarity", "audit", "--format", "json").output)
        let noise = try row(document, "difference within the noise of samples", of: "overall")
        #expect(noise["value"]?.number == 0 && noise["note"]?.string?.contains("of 1 couple") == true, "\(noise)")
        let probes = try row(document, "not told apart", of: "negation")
        #expect(probes["note"]?.string?.contains("1 couple of samples of one model") == true, "\(probes)")
    }

    @Test func theLinesFitTheTerminal() throws {
        let folder = try study()
        let run = try Program.run(
            ["similarity", "audit", "--workspace", folder.path],
            input: "",
            environment: ["COLUMNS": "70"]
        )
        #expect(run.status == 0 && run.output.contains("lex: its sign agrees"), "\(run.output)")
        #expect(run.output.split(separator: "\n").allSatisfy { $0.count <= 70 }, "\(run.output)")
    }

    @Test func anAnchorsMetricIsSaidToBeWithheld() throws {
        let folder = try StudyFolder()
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml + "\nsimilarity: {lex: {embedder: lexical, anchor: planted-large}}\n"
        )
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        #expect(try folder.slam("similarity").status == 0)
        let run = try folder.slam("similarity", "audit")
        #expect(
            run.output.contains("lex: its agreement with reviewers is withheld until 'slam unblind'"),
            "\(run.output)"
        )
        #expect(!run.output.contains("no pair with human verdicts"), "\(run.output)")
    }

    @Test func whatIsNoEntryIsRefused() throws {
        let folder = try StudyFolder()
        #expect(try folder.slam("similarity", "audit").errors.contains("nothing to audit"))
        let yaml = try folder.text("Prompts/s/study.yaml")
        try folder.write(
            "Prompts/s/study.yaml",
            yaml + "\nsimilarity: {lex: {embedder: lexical, anchor: planted-large}}\n"
        )
        #expect(try folder.slam("import", "\(folder.path)/responses.csv").status == 0)
        let unknown = try folder.slam("similarity", "audit", "--metric", "lox")
        #expect(
            unknown.status == 1 && unknown.errors.contains("no entry 'lox': choose one of lex"),
            "\(unknown.errors)"
        )
        let none = try folder.slam("similarity", "audit")
        #expect(none.status == 0 && none.output.contains("run 'slam similarity'"), "\(none.output)")
    }
}
