/// How each file is written, with an example that a test reads.
package enum FileFormats {
    /// One file: what it is, and an example of it.
    struct Format {
        var title: String
        var words: String
        var example: String
    }

    /// All of them, as the DocC article "Files" has them.
    package static var text: String {
        all.map { format in
            let example = format.example.replacing("\n", with: "\n    ")
            return "\(format.title)\n\n\(format.words)\n\n    \(example)\n"
        }.joined(separator: "\n")
    }

    static let all = [study, prompts, gold, responses, ratings, comparisons, table, records, views]

    static let study = Format(
        title: "Prompts/STUDY/study.yaml",
        words: """
            What is asked of which models, what reviewers and judges score. 'slam init' writes every key, commented, with its \
            default; 'slam schema study' prints its JSON Schema. Unknown keys are mistakes.
            """,
        example: """
            version: 1
            models: {large: {baseline: true}, small: {}}
            criteria:
              overall: {question: "How good is this answer?", scale: {min: 1, max: 5, step: 1}}
              better: {question: "Which one is better?", pairwise: {tie: true}}
            reviewers: [ana, ben]
            """
    )

    static let prompts = Format(
        title: "Prompts/STUDY/prompts.jsonl",
        words: """
            One JSON object a line: id, and prompt or messages; optional system, reference and tags.
            """,
        example: """
            {"id": "capital", "prompt": "What is the capital of Australia?", "reference": "Canberra.", "tags": ["facts"]}
            {"id": "late", "prompt": "Say that I am ten minutes late.", "system": "Be brief."}
            """
    )

    static let gold = Format(
        title: "Prompts/STUDY/gold.jsonl",
        words: """
            Responses whose score is known, one JSON object a line: prompt (its id), response, scores; optional phase (gold or \
            training) and explanation, which is shown after a training item.
            """,
        example: """
            {"prompt": "capital", "response": "It is Sydney.", "scores": {"overall": 1}, "phase": "training", "explanation": "It is Canberra."}
            """
    )

    static let responses = Format(
        title: "Responses, for 'slam import FILE'",
        words: """
            A table with the columns prompt (its id or its whole text), model and response, or the other usual names and a column \
            for each model, as 'slam init NAME --from FILE' reads them; optional sample, finish_reason, input_tokens, \
            output_tokens, first_token_ms and total_ms. Every table is CSV (separated by commas, semicolons, tabs or bars), \
            JSON lines or a JSON array, as its first bytes say. A decimal comma is read where no comma separates cells.
            """,
        example: """
            prompt,model,response
            capital,large,The capital of Australia is Canberra.
            capital,small,"Canberra, of course."
            late,large,"Sorry, I am running ten minutes late."
            late,small,Late!
            """
    )

    static let ratings = Format(
        title: "Ratings, for 'slam import FILE'",
        words: """
            A table with the columns rater, criterion, score, and item or prompt and model; optional sample, kind (human, judge \
            or metric), phase, version and note. A criterion of yes or no takes these words too. Without a phase a rating is \
            blind, and one by a person that comes after 'slam unblind' is unblinded.
            """,
        example: """
            prompt,model,rater,criterion,score
            capital,large,ana,overall,5
            capital,small,ana,overall,4
            """
    )

    static let comparisons = Format(
        title: "Comparisons, for 'slam import FILE'",
        words: """
            A table with the columns prompt, left_model, right_model, rater, criterion and winner (left, right, tie or \
            both_bad). 'slam rank FILE' reads left, right and winner; optional rater, kind, prompt, item, criterion, phase and cluster.
            """,
        example: """
            prompt,left_model,right_model,rater,criterion,winner
            late,large,small,ben,better,left
            """
    )

    static let table = Format(
        title: "Ratings of any origin, for 'slam agreement FILE' and 'slam disagreements FILE'",
        words: """
            A table with the columns item, rater and score; optional kind, criterion, prompt, model, phase and cluster. An empty \
            score is missing. Every n and interval takes the clusters as units, those that share a prompt as one, else the \
            prompts.
            """,
        example: """
            item,rater,score,kind
            t1,ana,5,human
            t1,gpt,4,judge
            """
    )

    static let records = Format(
        title: "Annotations/STUDY/RATER.jsonl",
        words: """
            What 'slam export' writes: slam.rating.v1, one JSON object a line, without a model's name. 'slam import', \
            'slam merge', 'slam agreement' and 'slam disagreements' read it; 'slam schema rating' prints its JSON Schema.
            """,
        example: """
            {"schema": "slam.rating.v1", "study": "s", "item": "0000000000000000000000000000000000000000000000000000000000000000", "prompt": "p0", "criterion": "overall", "rater": "ana", "kind": "human", "phase": "blind", "outcome": "rated", "value": 5}
            """
    )

    static let views = Format(
        title: "slam.sqlite, for SQL",
        words: """
            The views v_responses, v_ratings and v_attempts are read-only and stable: columns are added, none is renamed. v_ratings \
            has current values alone. v_responses names the models, also before 'slam unblind': it is for the study's owner. Any \
            program that reads SQLite reads them, also while a review runs, such as sqlite-utils and Datasette \
            ('datasette slam.sqlite', then /slam/v_ratings).
            """,
        example: """
            sqlite-utils slam.sqlite "SELECT rater, criterion, count(*) AS n, avg(value) AS mean FROM v_ratings GROUP BY rater, criterion"
            """
    )
}
