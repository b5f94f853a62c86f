import Fixtures
import Foundation
import Testing

/// The completions of the shells, as `Scripts/package` writes them.
struct CompletionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What bash offers for the last word of a line, in a folder with a table in it.
    private func offered(_ line: String) throws -> [Substring] {
        try folder.write("slam.bash", try Program.run("--generate-completion-script", "bash").output)
        try folder.write("answers.csv", "prompt,model,response\n")
        try folder.write(
            "try.bash",
            """
            source slam.bash
            COMP_LINE="\(line)"; COMP_POINT=${#COMP_LINE}; read -r -a COMP_WORDS <<<"$COMP_LINE"
            [[ $COMP_LINE == *" " ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=()
            function=$(complete -p slam | sed 's/.*-F \\([^ ]*\\).*/\\1/')
            "$function" slam "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        )
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["--norc", "try.bash"]
        process.currentDirectoryURL = URL(filePath: folder.path)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    }

    @Test(arguments: [
        ("slam import an", "answers.csv"), ("slam review an", "answers.csv"), ("slam init s --from an", "answers.csv"),
        ("slam agreement figures an", "answers.csv"), ("slam merge an", "answers.csv"), ("slam agr", "agreement"),
        ("slam rank --format j", "json"), ("slam judge verd", "verdicts"), ("slam schema g", "gold"),
    ])
    func aWordIsCompleted(line: String, word: String) throws {
        let offered = try offered(line)
        #expect(offered.contains(word[...]), "\(offered)")
    }
}
