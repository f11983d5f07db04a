using System;
using System.IO;
using System.Xml.Linq;
using Sabos.Build.Engine;

namespace Sabos.Build.Testing;

/// <summary>Runs test projects, compiled before, and counts what their TRX files tell.</summary>
internal sealed class TestRun(ExternalProcess process, string rootDirectory)
{
    private const string ResultsDirectory = "artifacts/test-results";

    /// <summary>Runs one project. One that fails without saying which test counts as one failure.</summary>
    /// <param name="project">Its file, relative to the repository.</param>
    /// <param name="filter">Part of the names of the tests to run; empty: all.</param>
    /// <param name="verbosity">Of the console: minimal, or normal for a line each test.</param>
    public TestResults Run(string project, string filter, string verbosity)
    {
        string file = Path.GetFileNameWithoutExtension(project) + ".trx";
        string path = Path.Combine(rootDirectory, ResultsDirectory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Delete(path);
        int exitCode = process.ExitCodeOf("dotnet",
        [
            "test", project, "--configuration", "Release", "--no-build",
            "--logger", $"trx;LogFileName={file}", "--logger", $"console;verbosity={verbosity}", "--results-directory", ResultsDirectory,
            "--blame-hang-timeout", "15m", "--blame-hang-dump-type", "none",
            .. filter.Length == 0 ? Array.Empty<string>() : ["--filter", $"FullyQualifiedName~{filter}"],
        ]);
        TestResults results = File.Exists(path) ? TestResults.Parse(XDocument.Load(path)) : default;
        return exitCode != 0 && results.Failed == 0 ? results with { Failed = 1 } : results;
    }
}
