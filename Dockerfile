FROM node:24-slim AS build
WORKDIR /chairside
COPY package.json package-lock.json tsconfig.json ./
COPY protocol protocol
COPY client client
COPY server server
# The compiler and the bundler are optional packages of their platform: they go, with the second Node, once all is built.
RUN npm ci --ignore-scripts && npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /chairside
COPY --from=build /chairside ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# Begun this large, the heap is collected less often while bytes pass through it.
CMD ["node", "--initial-old-space-size=512", "server/dist/main.js"]
