// Loaded before a measured program: writes its peak memory, in MB, to MATTER_PEAK_FILE when it ends.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  writeFileSync(process.env['MATTER_PEAK_FILE'] ?? 'peak', String(process.resourceUsage().maxRSS / 1024));
});
