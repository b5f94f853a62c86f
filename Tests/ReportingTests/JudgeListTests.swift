import Studies
import Testing

@testable import Ratings
@testable import Reporting

/// What is listed of judges and their templates.
struct JudgeListTests {
    @Test func onlyAnErrorForbidsATemplate() {
        var lint = LintDocument()
        lint.add("a.mustache", of: "gpt", problems: [], advice: [])
        #expect(lint.isUsable && lint.words == "Every template names what it needs and fences what it judges.\n")
        let said = #"{"schema":"slam.judge.lint.v1","rows":[],"notes":["Every template names what it needs and "#
        #expect(lint.written(as: .json) == said + #"fences what it judges."]}"# + "\n")
        lint.add("b.mustache", of: "gpt", problems: [], advice: ["name the scale"])
        #expect(lint.isUsable && lint.words == nil)
        lint.add("c.mustache", of: "gpt", problems: ["no {{response}}"], advice: ["name the scale"])
        #expect(!lint.isUsable && lint.words == nil)
        #expect(
            lint.written(as: .csv) == """
                judge,template,kind,finding\r
                gpt,b.mustache,advice,name the scale\r
                gpt,c.mustache,error,no {{response}}\r
                gpt,c.mustache,advice,name the scale\r

                """
        )
        #expect(lint.written(as: .table).contains("gpt    c.mustache  error   no {{response}}\n"))
        #expect(lint.written(as: .markdown).contains("| gpt | b.mustache | advice | name the scale |\n"))
        let row = #"{"judge":"gpt","template":"c.mustache","kind":"error","finding":"no {{response}}"}"#
        #expect(lint.written(as: .json).hasPrefix(#"{"schema":"slam.judge.lint.v1","rows":["#))
        #expect(lint.written(as: .json).contains(row))
    }

    @Test(arguments: Format.allCases) func aFindingsTextActsNowhere(format: Format) throws {
        var lint = LintDocument()
        lint.add("a.mustache", of: "gpt", problems: [HostileText.text], advice: [])
        #expect(try HostileText.isHarmless(lint.written(as: format), format))
    }

    @Test func everyTemplateStandsWithWhatItIsFor() {
        let document = TemplatesDocument([("absolute", "one response, a score"), ("pairwise", "two responses")])
        #expect(
            document.written(as: .csv) == """
                template,for\r
                absolute,"one response, a score"\r
                pairwise,two responses\r

                """
        )
        #expect(
            document.written(as: .table) == """
                template  for
                ────────  ─────────────────────
                absolute  one response, a score
                pairwise  two responses

                """
        )
        #expect(document.written(as: .markdown).hasSuffix("| pairwise | two responses |\n"))
        #expect(
            document.written(as: .json) == """
                {"schema":"slam.judge.templates.v1","rows":[{"template":"absolute","for":"one response, a score"},\
                {"template":"pairwise","for":"two responses"}],"notes":[]}

                """
        )
    }

    /// What is written to a file is the template and nothing else.
    @Test func oneTemplateIsItsSourceToAReader() throws {
        let source = "Judge {{response}}.\n\n=1\n"
        let document = TemplateDocument("mine", summary: "one response", source: source)
        #expect(document.written(as: .table) == source && document.written(as: .markdown) == source)
        #expect(document.written(as: .csv) == "template,for,source\r\nmine,one response,\"\(source)\"\r\n")
        let json = try JSONValue(parsing: document.written(as: .json))
        #expect(json["schema"]?.string == "slam.judge.template.v1" && json["notes"] == .array([]))
        #expect(json["rows"]?.array?.first?["source"]?.string == source)
    }

    private func versions(_ first: String = "gpt") -> VersionsDocument {
        let names = ["0123456789abcdef", "fedcba9876543210"]
        let old = JudgedVersion(judge: first, criterion: "overall", name: names[0], acts: [0, 3, 4], ratedCount: 2)
        let new = JudgedVersion(judge: "gpt", criterion: "overall", name: names[1], acts: [5], ratedCount: 1)
        return VersionsDocument([old, new], current: [names[1]], notes: ["One is stale.", "One is new."])
    }

    /// A program gets the whole hash, a reader its first letters.
    @Test func aVersionStandsWithItsStateAndWhatCouldBeRead() {
        #expect(
            versions().written(as: .table) == """
                judge  criterion  version       state    verdicts  rated
                ─────  ─────────  ────────────  ───────  ────────  ─────
                gpt    overall    0123456789ab  stale           3      2
                gpt    overall    fedcba987654  current         1      1

                """
        )
        let rows = ["gpt,overall,0123456789abcdef,stale,3,2\r\n", "gpt,overall,fedcba9876543210,current,1,1\r\n"]
        #expect(versions().written(as: .csv) == "judge,criterion,version,state,verdicts,rated\r\n" + rows.joined())
        #expect(versions().written(as: .markdown).hasSuffix("| gpt | overall | fedcba987654 | current | 1 | 1 |\n"))
        let json = versions().written(as: .json)
        #expect(json.hasPrefix(#"{"schema":"slam.judge.versions.v1","rows":[{"judge":"gpt","criterion":"overall","#))
        #expect(json.contains(#""version":"0123456789abcdef","state":"stale","verdicts":3,"rated":2}"#))
        #expect(json.hasSuffix(#"],"notes":["One is stale.","One is new."]}"# + "\n"))
        #expect(versions().words == "One is stale.\nOne is new.\n")
    }

    @Test(arguments: Format.allCases) func aJudgesNameActsNowhere(format: Format) throws {
        #expect(try HostileText.isHarmless(versions(HostileText.text).written(as: format), format))
    }
}
