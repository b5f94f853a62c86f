import Studies
import Testing

@testable import Reporting

/// What is listed of judges and their templates.
struct JudgeListTests {
    @Test func onlyAnErrorForbidsATemplate() {
        var lint = LintDocument()
        lint.add("a.mustache", of: "gpt", problems: [], advice: [])
        #expect(lint.isUsable && lint.words == "Every template names what it needs and fences what it judges.\n")
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
}
