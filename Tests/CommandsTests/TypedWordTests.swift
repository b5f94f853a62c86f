import Agreement
import ArgumentParser
import Foundation
import Testing

@testable import Commands

/// What words on the command line are taken for, and what is said of those that mean nothing.
struct TypedWordTests {
    /// What is said of arguments that name no command; nil where they may.
    private static func said(_ arguments: String...) -> String? {
        do {
            try Typing(root: SLaMCommand.self).refuseUnknown(arguments)
            return nil
        } catch {
            return (error as? ValidationError)?.message
        }
    }

    @Test func theNearestCommandIsNamedElseAll() {
        #expect(Self.said("agreemnt") == "no command 'agreemnt': did you mean 'agreement'?")
        #expect(Self.said("xyzzyq") == "no command 'xyzzyq': 'slam --help' lists them")
        #expect(Self.said("judge", "verdict") == "'slam judge' has no subcommand 'verdict': did you mean 'verdicts'?")
        #expect(Self.said("batch", "xyzzyq") == "'slam batch' has no subcommand 'xyzzyq': it has read, write")
        #expect(Self.said("help", "agreemnt") == "no command 'agreemnt': did you mean 'agreement'?")
        #expect(Self.said("help", "batch", "xyzzyq") == "'slam batch' has no subcommand 'xyzzyq': it has read, write")
    }

    @Test func aWordThatMayBeAFileOrAnOptionIsLeft() {
        // A command that does something by itself takes a file there; its help has none.
        #expect(Self.said("judge", "audit", "xyzzyq") == nil && Self.said("agreement", "xyzzyq") == nil)
        #expect(Self.said("help", "agreement", "xyzzyq")?.hasPrefix("'slam agreement' has no subcommand") == true)
        #expect(Self.said() == nil && Self.said("--help") == nil && Self.said("batch", "--help") == nil)
        #expect(Self.said("help", "files") == nil && Self.said("completion", "bash") == nil)
        #expect(Self.said("import", "xyzzyq") == nil)
    }

    @Test(
        arguments: [
            ("30s", 30_000, "30s"), ("0.5h", 1_800_000, "30m"), ("1.5s", 1500, "1.5s"), ("24h", 86_400_000, "1d"),
            ("0.0006s", 1, "0.001s"), ("999999999s", 999_999_999_000, "999999999s"), ("60s", 60_000, "1m"),
        ] as [(String, Int64, String)]
    )
    func aLengthOfTimeIsReadAndWritten(text: String, milliseconds: Int64, words: String) {
        let length = SlotLength(argument: text)
        #expect(length?.milliseconds == milliseconds && length?.words == words)
    }

    @Test(arguments: ["", "s", "15", "0s", "-1m", "1w", "1000000000s", "nans"])
    func whatIsNoLengthOfTimeIsRefused(text: String) { #expect(SlotLength(argument: text) == nil) }

    private enum Fruit: String, CaseIterable { case apple, pear }

    @Test func severalOfASetAreSeparatedByCommas() {
        #expect(Listed<Fruit>(argument: "pear, apple")?.members == [.pear, .apple])
        #expect(Listed<Fruit>(argument: "") == nil && Listed<Fruit>(argument: "pear,plum") == nil)
        #expect(Listed<Fruit>.allValueStrings == ["apple", "pear"])
    }

    @Test func intervalsAreMadeAsAskedFor() throws {
        let asked = try IntervalArguments.parse(["--seed", "7", "--resamples", "5", "--confidence", "0.9"]).options
        #expect(asked.seed == 7 && asked.resamples == 5 && asked.confidence == 0.9)
        let usual = try IntervalArguments.parse([]).options
        #expect(usual.seed == 1 && usual.resamples == 1000 && usual.confidence == 0.95)
        let own = IntervalArguments.options(confidence: 0.8, seed: 3)
        #expect(own.seed == 3 && own.confidence == 0.8)
        #expect(IntervalArguments.options(confidence: 0.8, seed: nil).seed == 1)
    }

    /// Beside a second study each command that needs one is told with its name.
    @Test func commandsAreToldWithTheirStudyWhereThereAreTwo() throws {
        let workspace = TemporaryWorkspace()
        let text = "slam plan, 'slam judge', slam judge verdicts, slam status, slam reviews; slam unblind\n"
        func told() throws -> String {
            try WorkspaceOptions.parse(["--workspace", workspace.path, "--study", "s"]).naming(text)
        }
        try workspace.write("Prompts/s/study.yaml", "version: 1\n")
        #expect(try told() == text)
        try workspace.write("Prompts/t/study.yaml", "version: 1\n")
        let named =
            "slam plan --study s, 'slam judge --study s', slam judge verdicts, slam status, slam reviews; slam unblind --study s\n"
        #expect(try told() == named)
    }
}
