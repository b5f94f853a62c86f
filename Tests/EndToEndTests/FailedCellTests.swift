import Foundation
import Testing

/// What a program wrote in the place of an answer is told, not refused; before unblinding without who it was.
struct FailedCellTests {
    private static let table = """
        prompt,model,response
        q 1,gpt,N/A
        q 2,gpt,Error: timeout
        q 3,gpt,"{""error"": {""message"": ""overloaded""}}"
        q 4,gpt,"Traceback (most recent call last):
          File x"
        q 1,tiny,Not at all.
        q 2,tiny,None of these
        q 3,tiny,"{""answer"": ""x""}"
        q 4,tiny,Terror: a history

        """

    @Test func beforeARatingOnlyTheirNumberAndLinesAreTold() throws {
        let folder = try EmptyFolder()
        try folder.write("a.csv", Self.table)
        let made = try folder.slam("init", "s", "--from", folder.path + "/a.csv")
        #expect(
            made.status == 0 && made.errors.contains("4 responses look like failures, not answers"),
            "\(made.errors)"
        )
        #expect(made.errors.contains("(lines 2, 3, 4, 5)"))
        #expect(!made.errors.contains("timeout") && !made.errors.contains("of 'gpt' look"))
        let again = try folder.slam("import", folder.path + "/a.csv")
        #expect(again.status == 0 && again.errors.contains("4 responses look like failures"), "\(again.errors)")
        #expect(!again.errors.contains("gpt") && !again.errors.contains("lines"))
        #expect(try folder.slam("unblind", "--who", "me", "--yes").status == 0)
        let open = try folder.slam("import", folder.path + "/a.csv").errors
        #expect(
            open.contains("4 responses of 'gpt' look like failures, not answers: N/A (1), Error: timeout (1)"),
            "\(open)"
        )
    }

    @Test func answersAloneAreNotTold() throws {
        let folder = try EmptyFolder()
        try folder.write("a.csv", "prompt,model,response\nq,a,Errors are human.\nq,b,The number is 404.\n")
        let made = try folder.slam("init", "s", "--from", folder.path + "/a.csv")
        #expect(made.status == 0 && !made.errors.contains("look"), "\(made.errors)")
    }
}
