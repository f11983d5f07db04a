using System;
using System.Collections.Generic;
using System.IO;
using Sabos.Build.Engine;

namespace Sabos.Build;

/// <summary>A program of the user's own in the image: Kernel/Image's property UserProgram.</summary>
internal static class UserProgram
{
    /// <summary>The arguments for MSBuild.</summary>
    /// <param name="project">A project file, or the directory of one.</param>
    /// <exception cref="BuildException">There is no such project.</exception>
    public static IEnumerable<string> Arguments(string project)
    {
        string path = Path.GetFullPath(project, Environment.GetEnvironmentVariable("CALLER_DIRECTORY") ?? Directory.GetCurrentDirectory());
        if (Directory.Exists(path))
        {
            string[] projects = Directory.GetFiles(path, "*.*proj");
            if (projects.Length != 1)
                throw new BuildException($"--program {project}: {(projects.Length == 0 ? "no project" : "several projects")} in that directory");
            path = projects[0];
        }

        return File.Exists(path) ? [$"-property:UserProgram={path}"] : throw new BuildException($"--program {project}: no such file");
    }
}
