/// The keys of `study.yaml` that are optional, as comments with their defaults.
extension StudyText {
    static let endpointHelp = [
        "#   api:                    # a server that answers; only for 'slam collect', 'slam judge' and 'slam similarity'",
        "#     kind: openai          # openai, openai-responses, anthropic or ollama",
        "#     url: \"https://api.example.com/v1\"",
        "#     key: OPENAI_API_KEY   # the environment variable that holds the key; default: none is sent",
        "#     profile: vllm         # a server's habits; default: none",
        "#     finish: {}            # what a server's own words for an end mean, as {eos: stop}; default: the known words",
        "#     reasoning: auto       # where reasoning stands in texts: auto, none, think, or {start: …, end: …}",
        "#     limits: {concurrency: 4, attempts: 5, longest_pause: 5m}  # longest_pause: that a server may ask for",
        "#                           # also requests_per_minute and tokens_per_minute; default: no such limit",
        "#     timeouts: {connect: 10s, first_byte: 120s, idle: 60s, total: 600s}",
        "#     machine: {name: gpu-1, hourly: 2.5, currency: USD, shared: false, pid_of: llama-server}  # default: unknown",
    ]

    static let modelHelp = [
        "#   large:",
        "#     endpoint: api         # default: none, its responses are imported",
        "#     model: large-1        # what the server calls it; default for an imported one: its name here",
        "#     family: gpt           # models of one family; default: none",
        "#     baseline: false       # the model that the others are compared with, at most one",
        "#     price: {input: 2.5, output: 10, cached_input: 1.25, cache_write: 0}  # dollars per million tokens",
        "#                           # also 'reasoning', in the place of output's, and 'request', dollars a request",
        "#     temperature: 0.7      # and top_p, max_tokens, seed, stop: in the place of those under 'sampling'",
        "#     samples: 1            # in the place of the one under 'sampling'",
        "#     system: \"…\"           # sent in the place of the prompt's system text; default: that of the prompt",
        "#     template: m.mustache  # a prompt's last message is put into it; default: sent as it stands",
        "#     reasoning: auto       # as for its endpoint",
        "#     extra: {}             # further parameters, sent as they stand",
        "#     bits: 4               # and size_gb, memory_mb, parameters_b: what is known of it; default: unknown",
    ]

    static let samplingHelp = [
        "#   temperature: 0.7        # default: not sent, and so for each of these",
        "#   top_p: 1",
        "#   max_tokens: 400",
        "#   seed: 7                 # sample k is sent seed + k - 1",
        "#   stop: []",
    ]

    static let criterionHelp = [
        "#   another:                # exactly one of scale, pairwise, accept and ranking",
        "#     question: \"Which one is better?\"",
        "#     level: ordinal        # of a scale: nominal, ordinal, interval or ratio",
        "#     pairwise: {tie: true, both_bad: false}",
        "#     accept: true          # yes or no",
        "#     ranking: {most: 9, tie: true}",
        "#     confidence: false     # also ask how sure the reviewer is, from 1 to 5",
        "#     reasons: []           # one of up to 9 to be chosen with each answer",
        "#     note: optional        # optional, required or none",
        "#     margin: 0.5           # of a scale: how much worse than the baseline still counts as no worse; default: none",
        "#     judge_margin: 0.2     # how much worse than a person a judge may be here; default: calibration.judge_margin",
    ]

    static let reviewHelp = [
        "#   overlap: 2              # reviewers of each item; default: all of them",
        "#   overlap_share: 1        # the share of items that 'overlap' reviewers rate; one rates the rest",
        "#   repeats: 0              # the share of a reviewer's items that come again, unannounced",
        "#   distance: 50            # items between a repeat and its original; default: a third, at most 50",
        "#   attention: 0            # the share of items of which a degraded copy is shown too",
        "#   blocks: 1               # parts of the plan, each with every model equally often",
        "#   quotas: {tags: {}, models: {}}  # how many items of a tag or model are planned; default: all",
        "#   assign: named           # named, or open: an item is for whoever comes first",
        "#   leaks: report           # responses that name their model: report, mask or exclude",
        "#   pairs: ring             # of the responses to a prompt: ring, spread, all, baseline, or a number of pairs",
        "#   lease: 30m              # how long an item stays claimed",
        "#   show: [truncated]       # beside prompt and response: system, reference, tags; truncated: cut at the token limit",
        "#   seed: 1                 # draws the plan",
        "#   idle_after: 60s         # a pause is not counted as time on an item",
        "#   too_fast: 1s            # answers faster than that are marked; default: by the text's length",
        "#   break_after: 45m        # proposes a break, or never",
        "#   warm_up: true           # a first screen and practice",
        "#   keys: {}                # a command's key, such as {skip: x}; of skip, flag, note, undo, back, forward, search, view,",
        "#                           # difference, guidelines, help, pause, quit, keys, breaks, later, comment, last-comment,",
        "#                           # quote, open, part, list, yes, no, left, right, tie, both_bad, and of a scale's digits",
        "#   unread: hold            # a rating before the text was shown to its end: hold, flag or refuse",
        "#   advance: auto           # to the next item once all is answered: auto or enter",
        "#   view: rendered          # texts as Markdown, or raw: as they were written; a key turns it",
        "#   guess: {every: 10, labels: {}}  # also ask what kind of model wrote it; default: not asked",
    ]

    static let judgeHelp = [
        "#   judge:",
        "#     endpoint: api",
        "#     model: judge-1",
        "#     criteria: [overall]",
        "#     template: judge.mustache  # 'slam judge template' writes one",
        "#     family: gpt           # temperature, max_tokens, price, extra and the like as for models",
        "#     reply: json           # json, bare, or {pattern: …}, an expression whose one group holds the verdict",
        "#     reask: 0              # how often a reply that cannot be read is asked again",
        "#     vote: mean            # over samples: mean or majority; default: mean on a scale, majority on a choice",
        "#     structured: false     # asks the server for JSON by a schema",
        "#     weighted: false       # scores weighted by token probabilities",
        "#     together: false       # all criteria in one request",
        "#     ranking: false        # all responses to a prompt in one request",
        "#     reworded: other.mustache  # the template of 'slam judge audit --ask reworded'; default: none",
        "#     examples: {rater: ana, count: 3}  # ratings of a reviewer shown to it; default: none",
    ]

    static let panelHelp = ["#   three: {judges: [a, b, c], vote: median, quorum: 2}  # quorum: more than half"]

    static let similarityHelp = [
        "#   like-reference: {embedder: lexical, reference: true, band: 0}  # or endpoint and model; anchor: MODEL",
        "#   # or metric with smoothing, stemmer, fields; target also exemplars or previous; aggregate: over several",
        "#   # embedder: also minilm, or {folder: PATH, prefix: \"\", pooling: mean, tokens: false, idf: false} of an encoder;",
        "#   # with tokens: true (BERTScore) also layer; default: the last. pooling: default: what the folder says",
    ]

    static let sloHelp = [
        "# slo:                      # what 'slam latency' and 'slam probe' compare measurements with",
        "#   ttft_p95: 2s            # and per_token_p95: the 95 % quantiles that are wanted; default: none",
        "#   per_token_p95: 100ms",
        "#   failures: 0.01          # the share of requests that may fail",
    ]

    static let costHelp = [
        "# cost:                     # for 'slam cost'; amounts in dollars",
        "#   requests_per_day: 1000",
        "#   peak_to_mean: 3         # the busiest hour against the mean",
        "#   utilisation: 0.7        # the share of a machine's rate that is used at the peak",
        "#   replicas_min: 1         # machines that always run",
        "#   gpus_per_replica: 1",
        "#   gpu_hour: 2.5           # rent of one; default: that of the endpoint's machine",
        "#   owned: {price: 30000, life_months: 36, residual: 0, interest_per_month: 0}  # default: rented",
        "#   electricity: {idle_watts: 0, busy_watts: 0, pue: 1, price_per_kwh: 0.3}  # default: in the rent",
        "#   ops: 0                  # people and services a month",
        "#   batch_share: 0          # the share of requests that may wait for a batch",
        "#   batch_price_factor: 0.5",
        "#   share_moved: 0.8        # the share of requests that a small model takes over",
        "#   judge_sample_share: 0   # the share that a judge checks, at judge_per_verdict each",
        "#   judge_per_verdict: 0",
        "#   labels_per_month: 0     # ratings of people, of minutes_per_label at reviewer_hour",
        "#   minutes_per_label: 1.5",
        "#   reviewer_hour: 40",
        "#   migration: 0            # paid once",
        "#   accepted: {criterion: overall, at_least: 4}  # what counts as an accepted response; default: none",
        "#   hosted: {}              # a model's price at another host, such as {small: {input: 0.1, output: 0.2}}",
    ]

    static let calibrationHelp = [
        "# calibration:              # for 'slam calibrate' and 'slam models'",
        "#   judge_margin: 0.1       # how much worse than a person a judge may be: share of agreement, or points of the scale;",
        "#                           # of every criterion without one of its own; at most .2 of agreement, a fifth of a scale;",
        "#                           # default: .1 of agreement, 5 % of the scale",
        "#   alt_epsilon: 0.2        # the advantage that a person has by cost in the alternative annotator test; at most .3",
        "#   planned_n: 100          # prompts with blind labels that are planned; until then verdicts are interim",
    ]
}
