import Foundation
import Testing

/// Slips of the hand: the nearest name, or none.
struct TypingTests {
    @Test(arguments: [
        ("inti x", "no command 'inti': did you mean 'init'?"), ("agree", "did you mean 'agreement'?"),
        ("agreement compair a b", "'slam agreement' has no subcommand 'compair': did you mean 'compare'?"),
        ("judge verdcts", "did you mean 'verdicts'?"), ("embedder lst", "did you mean 'list'?"),
        ("batch wirte", "did you mean 'write'?"), ("prices imoprt", "did you mean 'import'?"),
        ("help rnak", "no command 'rnak': did you mean 'rank'?"),
        ("help judge verdcts", "did you mean 'verdicts'?"),
        ("agreement x.csv --resamples -1", "--resamples must not be negative"),
        ("agreement x.csv --sed 1", "Did you mean '--seed'?"),
    ])
    func theNearestIsNamed(line: String, words: String) throws {
        let run = try Program.run(line.split(separator: " ").map(String.init), input: "")
        #expect(run.status == 64 && run.errors.contains(words), "\(run.errors)")
    }

    @Test(arguments: [("agreement --file x.csv", "--all"), ("quality --winner x", "--over")])
    func whatIsNotNearIsNotSuggested(line: String, wrong: String) throws {
        let run = try Program.run(line.split(separator: " ").map(String.init), input: "")
        #expect(run.status == 64 && !run.errors.contains("Did you mean"), "\(run.errors)")
        #expect(!run.errors.split(separator: "\n")[0].contains(wrong))
    }

    @Test func aFileThatIsNamedLikeACommandIsAFile() throws {
        let folder = try EmptyFolder()
        try folder.write("compair", "item,rater,score\n1,a,1\n1,b,1\n2,a,2\n2,b,2\n")
        #expect(try Program.run("agreement", "\(folder.path)/compair").status == 0)
        #expect(try Program.run("agreement", "missing.csv").errors.contains("cannot read 'missing.csv'"))
    }
}
