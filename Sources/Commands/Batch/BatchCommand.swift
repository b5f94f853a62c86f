import ArgumentParser

/// `slam batch`.
struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Write what is to be asked as batch files, and read a batch's results, in any order and any split.",
        discussion: """
            The files are what OpenAI's batches and vLLM's run-batch take, and for endpoints of kind anthropic what \
            Anthropic's batches take. What stands in a file is not asked by 'slam collect' for two days.

            Example:
              slam batch write --output batches
              vllm run-batch -i batches/large-0001.jsonl -o results.jsonl --model my-model
              slam batch read results.jsonl
            """,
        subcommands: [BatchWrite.self, BatchRead.self]
    )
}
