import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  build: {
    target: 'es2023',
    emptyOutDir: true,
    // The policy names files of our own only: nothing is written into the page or into a style.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
