using System;
using System.IO;
using System.Linq;
using System.Reflection;

namespace Sabos.Build;

/// <summary>The directory that holds everything built.</summary>
internal static class Artifacts
{
    /// <summary>Deletes all of it but this program, which is running: artifacts/bin/NAME and artifacts/obj/NAME stay.</summary>
    public static void Delete(string directory)
    {
        string self = Assembly.GetExecutingAssembly().GetName().Name!;
        DirectoryInfo root = new(directory);
        if (!root.Exists)
            return;

        foreach (FileInfo file in root.EnumerateFiles())
            file.Delete();
        foreach (DirectoryInfo child in root.EnumerateDirectories())
        {
            if (child.Name is not ("bin" or "obj"))
            {
                child.Delete(recursive: true);
                continue;
            }

            foreach (DirectoryInfo project in child.EnumerateDirectories().Where(project => !project.Name.Equals(self, StringComparison.Ordinal)))
                project.Delete(recursive: true);
        }
    }
}
