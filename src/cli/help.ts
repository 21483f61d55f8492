import { comparisonFormats, resultFormats } from '../core/analysis/exportFormats.ts';

const idsOf = (formats: readonly { readonly id: string }[], separator = ','): string =>
  formats.map(({ id }) => id).join(separator);

const text = `
Usage:
  matter run PATH… [options]    send the requests of files and folders, in order
  matter lint FILE… [options]   check the files, as the editor does
  matter format FILE… [options] lay the files out, as the editor does
  matter import FILE|-          print the requests of another tool as .matter text
  matter check PORTFOLIO…       check portfolio files (CSV, Excel, ODS); sends nothing
  matter analyse PORTFOLIO…     send portfolios, wait for their results, write them down
  matter compare RESULT RESULT… compare results (JSON)
  matter sandbox [options]      start a Matter API with sample data on this computer
  matter --version | --help

matter run:
  --sandbox          start a sandbox, send to it, stop it
  --origin URL       the API to send to (default: the Matter API); signs in with
                     MATTER_CLIENT_ID and MATTER_CLIENT_SECRET of the environment
  --credentials-stdin, --credentials-fd N
                     sign in with {"client_id": "…", "client_secret": "…"} from there
  --name NAME        send this request only, with what it depends on
  --tag TAG          send the requests with this tag only; may be repeated
  --env NAME         an environment of http-client.env.json
  --var NAME=VALUE   give a variable, or answer a prompt; may be repeated
  --env-allow NAME   let {{$processEnv NAME}} read this variable; may be repeated;
                     those that begin with MATTER_VAR_ need no permission
  --parallel N       send N requests at the same time (default 1)
  --bail             end the run at the first failure
  --yes              send requests with @note without asking
  --allow-private-hosts
                     send to a host of a private network that a response named
  --json FILE        write a report as JSON
  --junit FILE       write a report for CI servers
  --output FILE      write the body of the last response
  --timeout TIME     the longest a request may take (default: no limit)
  --cacert FILE      trust these authorities too (PEM)
  --cert FILE        the client certificate (PEM), with --key FILE; the passphrase of the
  --key FILE         key comes from MATTER_KEY_PASSPHRASE
  --show-body        print response bodies (a terminal shows them anyway)
  --quiet            print failures only

matter lint:
  --json             print the problems as JSON
  --api FILE         an OpenAPI description of your own, beside the shipped one

matter format:
  --check            change nothing; exit with 1 where a file would change

matter import:
  --curl, --http, --postman, --har, --openapi
                     what the file holds (default: told from the text)
  --environment FILE a Postman environment
                     what is not carried over is told on standard error

matter check, matter analyse:
  PORTFOLIO          files, or folders of them: CSV and TSV in any encoding, Excel (XLSX,
                     XLSM, XLSB, XLS), ODS, tables of HTML and XML, these in a zip
                     What is not beyond doubt is asked: nothing of the file is sent, and
                     the option that decides is named. These are the options:
  --id COLUMN        the identifiers: a column by name, letter or number
  --weight COLUMN    the weights
  --weights-from COLUMN
                     make the weights from values in one currency
  --scheme SCHEME    of the identifiers, for example ISIN
  --scale percent|fraction|bp
  --decimal-mark ,|. where numbers can be read in two ways
  --sheet NAME       of an Excel file, or the file in a zip
  --table N          which of several tables of a sheet
  --split-by COLUMN  several portfolios in one file: each is its own analysis
  --part VALUE       only this one of them
  --hidden-rows send|leave-out
  --drop-bad-rows, --merge-duplicates, --normalise-weights
                     change the holdings so before they are sent
  --json             (check) print what was read, findings and holdings, as JSON

matter analyse, with --sandbox, --origin, credentials, certificates and --timeout as above:
  --out DIR          where the results go (default: matter-results)
  --format ${idsOf(resultFormats)}  (default: all)
  --concurrency N    analyses under way at the same time (default 8)
  --resume           go on with the run in DIR: nothing is sent twice
  --wait TIME        for a result at most (default 1h)
  --external-id ID   of one portfolio (default: made from its name)
  --dry-run          print the holdings as they would be sent, and send nothing
  --api FILE         an OpenAPI description of your own, beside the shipped one
  --quiet            print the summary only

matter compare:
  --format table|${idsOf(comparisonFormats, '|')}
  --tolerance SHARE  take values for the same up to this, as 0.01 or 1%

matter sandbox:
  --port N              default: a free one
  --ready-after TIME    time until a result is ready, default 3s
  --token-lifetime TIME default 1h

Exit codes: 0 all is well, 1 a request or analysis failed, a file has errors, is not
formatted, not wholly imported or asks, results differ, 2 usage or file, 3 credentials, 4 network, 130 interrupted.
`;

/** What `matter --help` prints. */
export function help(version: string): string {
  return `matter ${version}: send requests from .matter files to the Matter Partner API\n${text}`;
}
