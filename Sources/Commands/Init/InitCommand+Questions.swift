import ArgumentParser
import Foundation
import SafeText
import Studies

extension InitCommand {
    /// What `slam init` without a name asks at a terminal; an empty line takes what stands in brackets, the end of input nothing.
    struct Questions {
        /// What was answered, in the place of options.
        struct Answers {
            var name: String
            var table: String?
            var choices: FromTableOptions
        }

        let folder: Workspace
        /// What stands on the command line already, and is not asked for.
        let table: String?
        let choices: FromTableOptions

        /// Whether somebody is there to answer.
        static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

        /// The answers, each checked before the next question; nil where input ends.
        func ask() throws -> Answers? {
            guard
                let table = table
                    ?? answer("Table of prompts and responses", none: "an example study", tableFault),
                let name = answer("Name of the study", usual: usualName(table), nameFault)
            else { return nil }
            var answers = Answers(name: name, table: table.isEmpty ? nil : table, choices: choices)
            guard !table.isEmpty else { return answers }
            if choices.criteria == nil {
                let question = "Criteria, such as overall:1-5,send:yes/no,better:pair"
                guard let criteria = answer(question, usual: "overall:1-5", criteriaFault) else { return nil }
                answers.choices.criteria = criteria
            }
            if choices.reviewers == nil {
                guard
                    let reviewers = answer("Names of the reviewers, separated by commas", usual: "you", reviewersFault)
                else {
                    return nil
                }
                answers.choices.reviewers = reviewers
            }
            return answers
        }

        /// Asks until an answer has no fault; nil at the end of input.
        private func answer(
            _ question: String,
            usual: String = "",
            none: String? = nil,
            _ fault: (String) -> String?
        ) -> String? {
            while true {
                let bracket = none.map { "empty: \($0)" } ?? usual
                Context.current.tell("\(question) [\(bracket)]: ")
                guard let line = readLine() else {
                    Context.current.tell("\n")
                    return nil
                }
                let trimmed = line.trimmingCharacters(in: .whitespaces)
                let given = trimmed.isEmpty ? usual : trimmed
                guard let words = fault(given) else { return given }
                Context.current.tell(words + "\n")
            }
        }

        private func usualName(_ table: String) -> String {
            let name = table.isEmpty ? "study" : StudyTable.studyName(of: table)
            return FileManager.default.fileExists(atPath: folder.prompts(of: name)) ? "\(name)-2" : name
        }

        private func tableFault(_ path: String) -> String? {
            guard !path.isEmpty else { return nil }
            do {
                return try StudyTable.isTable(path)
                    ? nil : "'\(TerminalText.line(path))' is no table: name a CSV, TSV or JSON file."
            } catch { return "\(error)" }
        }

        private func nameFault(_ name: String) -> String? {
            guard InitCommand.isStudyName(name) else { return "Use up to 64 letters, digits, '-' and '_'." }
            return FileManager.default.fileExists(atPath: folder.prompts(of: name))
                ? "'\(name)' is there already." : nil
        }

        private func criteriaFault(_ list: String) -> String? { Self.fault { _ = try CriteriaList.read(list) } }

        private func reviewersFault(_ list: String) -> String? { Self.fault { _ = try FromTable.reviewerNames(list) } }

        /// Why it cannot be read, in words.
        private static func fault(_ reading: () throws -> Void) -> String? {
            do {
                try reading()
                return nil
            } catch { return "\(error)" }
        }
    }
}
