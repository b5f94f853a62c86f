import Auditing
package import Studies

/// The paper's variants beside the models of a study: bits, size, memory.
package struct CatalogueDocument: Sendable {
    package static let schema = "slam.catalogue.v1"

    private let models: [Model]
    private let memory: [String: Double]

    /// `memory` is what probes read of the servers, in MB by model.
    package init(_ models: [Model], memory: [String: Double]) {
        self.models = models
        self.memory = memory
    }

    package func written(as format: Format) -> String {
        SectionedReport(
            schema: Self.schema,
            head: [("source", .string(PaperModel.source))],
            sections: [.init("models", title: "", table)],
            sentences: [
                "Rows of the paper are as printed: \(PaperModel.source)",
                "The abstract speaks of 9 families and 29 variants; 28 of 10 families are printed. Rows that contradict their own name are noted, not mended.",
                models.isEmpty
                    ? "No study here: 'slam init' makes one, with bits, size_gb and memory_mb of each model."
                    : "'this study' has what study.yaml says, and as measured what probes read of the server's process on this machine.",
            ]
        ).written(as: format)
    }

    private var table: Table {
        var table = Table(columns: [
            .init("from"), .init("model"), .init("bits", alignment: .right),
            .init("parameters_b", title: "parameters B", alignment: .right),
            .init("size_gb", title: "size GB", alignment: .right),
            .init("bits_per_parameter", title: "bits a parameter", alignment: .right),
            .init("memory_mb", title: "memory MB", alignment: .right),
            .init("measured_mb", title: "measured MB", alignment: .right), .init("note"),
        ])
        table.rows = PaperModel.all.map { model in
            [
                .text("paper"), .text(model.name), .count(model.bits), .number(model.parametersBillion, decimals: 0),
                .number(model.sizeGB, decimals: 1), .number(model.bitsPerParameter, decimals: 1),
                .number(model.memoryMB, decimals: 0), .unknown,
                .text(model.contradictions.joined(separator: "; ")),
            ]
        }
        table.rows += models.map { model in
            let bits = model.sizeGB.flatMap { size in model.parametersBillion.map { size * 8 / $0 } }
            return [
                .text("this study"), .text(model.name), .count(model.bits),
                .number(model.parametersBillion, decimals: 1), .number(model.sizeGB, decimals: 1),
                .number(bits, decimals: 1), .number(model.memoryMB, decimals: 0),
                .number(memory[model.name], decimals: 0), .text(""),
            ]
        }
        return table
    }
}
