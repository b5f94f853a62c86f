package import Studies

/// What is not in order, each with its remedy, to be written in any format.
package struct DoctorDocument: Sendable {
    /// The name of the format, with its version.
    package static let schema = "slam.doctor.v1"

    /// What the study's files and its servers say, beside the database.
    package struct Outside: Sendable {
        private let mistakes: [String]
        private let edits: [String]
        private let servedApart: [(asked: String, served: String)]
        private let weights: [String]

        /// `mistakes` are those in the files, `edits` what of them is not taken over, `servedApart` the models that a server
        /// calls otherwise, and `weights` those whose file changed.
        package init(
            mistakes: [String],
            edits: [String],
            servedApart: [(asked: String, served: String)],
            weights: [String]
        ) {
            self.mistakes = mistakes
            self.edits = edits
            self.servedApart = servedApart
            self.weights = weights
        }

        fileprivate var diagnoses: [Diagnosis] {
            [
                Diagnosis(
                    check: "mistakes in the study's files",
                    count: mistakes.count,
                    remedy: mistakes.joined(separator: "; ")
                ),
                Diagnosis(
                    check: "edits of the study not taken over",
                    count: edits.count,
                    remedy: edits.joined(separator: "; ") + ": 'slam plan' or the next 'slam review' takes them over"
                ),
                Diagnosis(
                    check: "models served under another name",
                    count: servedApart.count,
                    remedy: servedApart.map { "'\($0.asked)' was served as '\($0.served)'" }.joined(separator: ", ")
                        + ": check 'model' in study.yaml"
                ),
                Diagnosis(
                    check: "answers of more than one file of weights",
                    count: weights.count,
                    remedy: weights.joined(separator: "; ")
                        + ": a name of its own in study.yaml asks the new weights everything"
                ),
            ]
        }
    }

    private let diagnoses: [Diagnosis]

    /// `found` is what a look at the database found.
    package init(_ found: [Diagnosis], outside: Outside) { diagnoses = found + outside.diagnoses }

    /// Whether nothing is to be done.
    package var isInOrder: Bool { diagnoses.allSatisfy { $0.count == 0 } }

    /// The document in that format.
    package func written(as format: Format) -> String {
        Table(
            columns: [.init("check"), .init("found", alignment: .right), .init("remedy")],
            rows: diagnoses.map {
                [.text($0.check), .count($0.count), .text($0.count == 0 ? "in order" : $0.remedy)]
            }
        ).written(as: format, schema: Self.schema)
    }
}
